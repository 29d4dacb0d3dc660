import { recordOf } from "../record-of.ts";

type Row = {
  /** In JSON, in the files that a replay reads, and in the code. */
  name: string;
  /** In a stored report and in a stored day sheet: short, and as it is once a release has written it. */
  attribute: string;
  /** For readers of the API's document. */
  description: string;
};

/**
 * What a school may count beside the absent: this list is all there is of it. Each count lies among the absent, and 0
 * differs from none given. Contracts, stores, day sheets, files and forms are made from it.
 */
export const optionalCounts = [
  {
    name: "illness",
    attribute: "illness",
    description: "Absences for illness, among the absent",
  },
] as const satisfies readonly Row[];

type OptionalCount = (typeof optionalCounts)[number];
export type OptionalCountName = OptionalCount["name"];
/** Why a count is refused. */
export type ExceedsAbsent = `${OptionalCountName}-exceeds-absent`;

/** Something for each optional count; what is absent was not given, or is not known. */
export type ByName<Value> = { [Name in OptionalCountName]?: Value };
export type ByAttribute<Value> = { [Attribute in OptionalCount["attribute"]]?: Value };
export type OptionalCounts = ByName<number>;

export const optionalCountNames = optionalCounts.map(({ name }) => name);

export function eachByName<Value>(make: (count: OptionalCount) => Value): Record<OptionalCountName, Value> {
  return recordOf(optionalCounts, ({ name }) => name, make);
}

export function eachByAttribute<Value>(make: () => Value): Record<OptionalCount["attribute"], Value> {
  return recordOf(optionalCounts, ({ attribute }) => attribute, make);
}

/** Without those for which there is nothing. */
export function givenByName<Value>(read: (count: OptionalCount) => Value | undefined): ByName<Value> {
  const given: ByName<Value> = {};
  for (const count of optionalCounts) {
    const value = read(count);
    if (value !== undefined) given[count.name] = value;
  }
  return given;
}

/** Without those for which there is nothing. */
export function givenByAttribute<Value>(read: (count: OptionalCount) => Value | undefined): ByAttribute<Value> {
  const given: ByAttribute<Value> = {};
  for (const count of optionalCounts) {
    const value = read(count);
    if (value !== undefined) given[count.attribute] = value;
  }
  return given;
}
