/**
 * The text as one line that shows what it says: no line breaks and other controls (they would end a mail header), no
 * bidi and other invisible characters (they would make a name read as another one), no half characters.
 */
export function singleLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Cc}\p{Z}]+/gu, " ")
    .trim();
}
