/** What a command was given cannot be used; the message says to a person what to change, and where. */
export class InputError extends Error {
  override readonly name = "InputError";
}
