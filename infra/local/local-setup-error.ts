/** The local cloud cannot start as asked; the message is one sentence that says what to do. */
export class LocalSetupError extends Error {
  override readonly name = "LocalSetupError";
}
