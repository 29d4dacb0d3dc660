import Mustache from "mustache";
import { type Language, languages } from "../domain/language.ts";
import { mailWords } from "../words/in-every-language.ts";
import { layouts } from "./layouts/compiled.ts";
import type { MailMessage } from "./mail-message.ts";

/** The values for a layout: the words in the reader's language, those in the second language, and those both use. */
type View = { first: object; second: object } & Record<string, unknown>;

/** The languages of a mail: first the reader's, then the first of ours that differs. */
export function mailLanguages(first: Language): readonly [Language, Language] {
  return [first, languages.find((other) => other !== first) ?? first];
}

/** Fills both forms of a layout from the same view, so that they say the same. The HTML form escapes every value. */
export function renderLayout(
  name: keyof typeof layouts,
  [first, second]: readonly [Language, Language],
  view: View,
): Omit<MailMessage, "subject"> {
  const { html, text } = layouts[name];
  const { tagline } = mailWords[first];
  const filled = {
    ...view,
    first: { ...view.first, tagline, language: first },
    second: { ...view.second, announced: mailWords[second].below, language: second },
  };
  return {
    html: Mustache.render(html, filled),
    text: Mustache.render(text, filled, {}, { escape: String }),
  };
}
