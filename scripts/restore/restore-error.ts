/** An export that cannot be restored. The message says why, and what to do. */
export class RestoreError extends Error {
  override readonly name = "RestoreError";
}
