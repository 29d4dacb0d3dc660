/**
 * Other writers kept changing the same item, or the store had no capacity left, until all attempts were used. The same
 * call may succeed a moment later.
 */
export class StoreBusy extends Error {
  override readonly name = "StoreBusy";
}
