import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod";

const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, "base64")));

/** One attribute in DynamoDB's own JSON. Only bytes differ from what the SDK uses. */
const attributeValue: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string() }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.boolean() }),
    z.strictObject({ L: z.array(attributeValue) }),
    z.strictObject({ M: z.record(z.string(), attributeValue) }),
    z.strictObject({ SS: z.array(z.string()) }),
    z.strictObject({ NS: z.array(z.string()) }),
    z.strictObject({ B: bytes }),
    z.strictObject({ BS: z.array(bytes) }),
  ]),
);

export type StoredItem = Record<string, AttributeValue>;

/** A line of a data file of an export. */
export const exportedLine = z.object({ Item: z.record(z.string(), attributeValue) });
