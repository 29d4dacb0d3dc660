/**
 * What the record itself holds under the name. A plain look-up also finds what every object inherits: a caller may call
 * something `constructor`.
 */
export function ownValue<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
