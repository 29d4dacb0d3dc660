/** A command cannot use its input. The message says what a person must change, and where. */
export class InputError extends Error {
  override readonly name = "InputError";
}
