import type { ReplyBody } from "../api/api-types.ts";

export type SeriesPoint = ReplyBody<"get-series">["items"][number];
