import * as z from "zod";

export const openApiDocument = z.record(z.string(), z.unknown()).meta({ description: "An OpenAPI document" });
