/**
 * Size of an item as DynamoDB bills it: UTF-8 length of each attribute name plus the size of its value.
 * Source: "DynamoDB item sizes and formats", Amazon DynamoDB Developer Guide. A number is about one byte for each two
 * significant digits plus one.
 */
export function itemBytes(item: Readonly<Record<string, unknown>>): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueBytes(value);
  }
  return bytes;
}

/** Lists and maps cost three bytes, plus one for each element. */
const containerBytes = 3;

function valueBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return numberBytes(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) {
    return value.reduce((bytes: number, element: unknown) => bytes + 1 + valueBytes(element), containerBytes);
  }
  if (typeof value === "object" && value !== null) {
    return containerBytes + Object.keys(value).length + itemBytes({ ...value });
  }
  return 1;
}

function numberBytes(value: number): number {
  const digits = value
    .toExponential()
    .replace(/e.*$/, "")
    .replace(/[^0-9]/g, "");
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0);
}
