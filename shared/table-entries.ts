/** The rows of a table with their names, typed by the table: a constant object has no keys beside those it names. */
export function tableEntries<Name extends string, Row>(table: Readonly<Record<Name, Row>>): [Name, Row][];
export function tableEntries(table: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(table);
}
