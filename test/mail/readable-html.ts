/** What a mail client shows of the HTML: the text between the tags of the body, one entry per piece. */
export function shownTexts(html: string): string[] {
  const body = html.slice(html.indexOf("<body")).replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>/g, "");
  return body
    .split(/<[^>]*>/)
    .map((text) => decoded(text).replace(/\s+/g, " ").trim())
    .filter((text) => text !== "");
}

/** Everything the HTML would fetch or open. */
export function addressesIn(html: string): string[] {
  const attributes = [...html.matchAll(/\b(?:href|src|srcset|background|action|poster|data)\s*=\s*"([^"]*)"/g)];
  const styles = [...html.matchAll(/(?:url\(|@import)\s*['"]?([^'")\s;]*)/g)];
  return [...attributes, ...styles].map((match) => decoded(match[1] ?? ""));
}

function decoded(text: string): string {
  return text
    .replace(/&nbsp;/g, " ")
    .replace(/&#x([0-9A-F]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#([0-9]+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}
