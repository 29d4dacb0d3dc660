/** The versions for which a writer's condition is true: any stored version, or the listed ones. */
export type IfMatch = "any" | readonly number[];

export function matchesVersion(ifMatch: IfMatch, version: number): boolean {
  return ifMatch === "any" || ifMatch.includes(version);
}
