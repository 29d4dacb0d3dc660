/**
 * The record's own value under the name. A plain look-up also finds inherited values, and a caller may use a name such
 * as `constructor`.
 */
export function ownValue<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
