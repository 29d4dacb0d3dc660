import type { FeedWords } from "../feed-words.ts";

export const feed: FeedWords = {
  name: "Sentinella: giornate di rilevazione",
  day: "Assenze da inserire",
  detail: (late) => `Entro le 23:59; al più tardi entro le 23:59 del ${late}.`,
};
