/** A record with one value for each row, under the row's name. The names give its type. */
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
