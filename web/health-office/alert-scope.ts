import type { Language } from "../../shared/domain/language.ts";
import { levelWords } from "../../shared/mail/level-words.ts";
import type { ReplyBody } from "../api/api-types.ts";

export type ApiAlert = ReplyBody<"get-alert">;

/** What an alert is about, in words. */
export function scopeWords(scope: ApiAlert["scope"], language: Language): string {
  const place = scope.kind === "site" ? `${scope.siteCode}, ${scope.territory}` : scope.territory;
  return scope.level === undefined ? place : `${place}, ${levelWords[language][scope.level]}`;
}
