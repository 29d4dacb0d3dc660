import * as z from "zod";
import { problem } from "./problem.ts";

/** Status is itself a problem document, as the interoperability guidelines ask: 200 or 503. */
export const status = problem;

export const openApiDocument = z.record(z.string(), z.unknown()).meta({ description: "An OpenAPI document" });
