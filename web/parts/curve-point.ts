import type { ReplyBody } from "../api/api-types.ts";

export type CurvePoint = ReplyBody<"get-series">["items"][number];
