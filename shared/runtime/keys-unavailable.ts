/** The keys for verifying tokens cannot be read. It is not the caller's fault. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}
