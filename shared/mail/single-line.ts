/**
 * The text as one visible line. It removes line breaks and other controls, which would end a mail header. It removes
 * bidi and other invisible characters, which would make a name look like another one. It replaces half characters.
 */
export function singleLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Cc}\p{Z}]+/gu, " ")
    .trim();
}
