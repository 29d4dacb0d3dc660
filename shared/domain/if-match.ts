/** On which versions a writer's condition holds: on whatever stands there, or on those that it names. */
export type IfMatch = "any" | readonly number[];

export function matchesVersion(ifMatch: IfMatch, version: number): boolean {
  return ifMatch === "any" || ifMatch.includes(version);
}
