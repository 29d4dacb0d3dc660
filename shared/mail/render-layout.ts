import Mustache from "mustache";
import { layouts } from "./layouts/compiled.ts";
import type { MailMessage } from "./mail-message.ts";

/** Fills both forms of a layout from the same view, so that they say the same. In the HTML every value is escaped. */
export function renderLayout(name: keyof typeof layouts, view: object): Omit<MailMessage, "subject"> {
  const { html, text } = layouts[name];
  return {
    html: Mustache.render(html, view),
    text: Mustache.render(text, view, {}, { escape: String }),
  };
}
