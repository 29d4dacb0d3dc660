import { recordOf } from "../record-of.ts";

type Row = {
  /** Its name in JSON, in the files of a replay, and in the code. */
  name: string;
  /**
   * Its name in a stored report and a stored day sheet. It is short, and must not change once a release has written it.
   */
  attribute: string;
  /** The text for readers of the OpenAPI document. */
  description: string;
};

/**
 * The counts that a school may give in addition to the absent pupils. This list is the only definition: contracts,
 * stores, day sheets, files and forms are made from it. Each count is a part of the absent, and 0 is different from no
 * count.
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

/** A value for each optional count. An absent count was not given, or is not known. */
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

/** Only the counts for which `read` returns a value. */
export function givenByName<Value>(read: (count: OptionalCount) => Value | undefined): ByName<Value> {
  const given: ByName<Value> = {};
  for (const count of optionalCounts) {
    const value = read(count);
    if (value !== undefined) given[count.name] = value;
  }
  return given;
}

/** Only the counts for which `read` returns a value. */
export function givenByAttribute<Value>(read: (count: OptionalCount) => Value | undefined): ByAttribute<Value> {
  const given: ByAttribute<Value> = {};
  for (const count of optionalCounts) {
    const value = read(count);
    if (value !== undefined) given[count.attribute] = value;
  }
  return given;
}
