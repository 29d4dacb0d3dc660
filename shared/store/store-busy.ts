/**
 * Others kept writing the same item, or the store had no capacity left, until the attempts were used up. The same again
 * in a moment may well succeed.
 */
export class StoreBusy extends Error {
  override readonly name = "StoreBusy";
}
