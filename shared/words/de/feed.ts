import type { FeedWords } from "../feed-words.ts";

export const feed: FeedWords = {
  name: "Sentinella: Erhebungstage",
  day: "Abwesenheiten einzutragen",
  detail: (late) => `Bis 23:59 Uhr, spätestens bis 23:59 Uhr am ${late}.`,
};
