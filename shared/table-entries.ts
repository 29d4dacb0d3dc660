/** The rows of a table with their names, in the table's own types. A constant object has only the keys of its type. */
export function tableEntries<Name extends string, Row>(table: Readonly<Record<Name, Row>>): [Name, Row][];
export function tableEntries(table: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(table);
}
