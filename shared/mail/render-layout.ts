import Mustache from "mustache";
import { type Language, languages } from "../domain/language.ts";
import { mailWords } from "../words/in-every-language.ts";
import { layouts } from "./layouts/compiled.ts";
import type { MailMessage } from "./mail-message.ts";

/** What a layout is filled with: the words of the reader's language, those below in another, and what both refer to. */
type View = { first: object; second: object } & Record<string, unknown>;

/** In which a mail goes out: first the reader's language, then the first of ours that is another. */
export function mailLanguages(first: Language): readonly [Language, Language] {
  return [first, languages.find((other) => other !== first) ?? first];
}

/** Fills both forms of a layout from the same view, so that they say the same. In the HTML every value is escaped. */
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
