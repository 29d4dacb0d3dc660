import type { LevelWords } from "../../shared/words/level-words.ts";
import type { ReplyBody } from "../api/api-types.ts";

export type ApiAlert = ReplyBody<"get-alert">;

/** What an alert is about, in words. */
export function scopeWords(scope: ApiAlert["scope"], levels: LevelWords): string {
  const place = scope.kind === "site" ? `${scope.siteCode}, ${scope.territory}` : scope.territory;
  return scope.level === undefined ? place : `${place}, ${levels[scope.level]}`;
}
