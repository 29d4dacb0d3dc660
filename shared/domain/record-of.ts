/** A record of what is made of each row, by its name and typed by the names. */
export function recordOf<Row, Name extends string, Made>(
  rows: readonly Row[],
  nameOf: (row: Row) => Name,
  make: (row: Row) => Made,
): Record<Name, Made>;
export function recordOf<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  make: (row: Row) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(rows.map((row) => [nameOf(row), make(row)]));
}
