/** The keys that tell genuine tokens from others cannot be read. The caller is not to blame. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}
