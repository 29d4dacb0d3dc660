import { expect, test } from "vitest";
import * as z from "zod";
import { routes } from "../../shared/routes.ts";
import { tableEntries } from "../../shared/table-entries.ts";

/** What a caller may send as a site code, wherever it stands in the request. */
function siteCodesIn(schema: unknown): z.ZodType[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) =>
      name === "siteCode" && field instanceof z.ZodType ? [field] : siteCodesIn(field),
    );
  }
  if (schema instanceof z.ZodArray) return siteCodesIn(schema.element);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(siteCodesIn);
  if (schema instanceof z.ZodPipe) return [...siteCodesIn(schema.in), ...siteCodesIn(schema.out)];
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional) return siteCodesIn(schema.unwrap());
  return [];
}

const taken = tableEntries(routes).flatMap(([name, { contract }]) =>
  ["path" in contract ? contract.path : undefined, "query" in contract ? contract.query : undefined]
    .concat("body" in contract ? Object.values(contract.body) : [])
    .flatMap(siteCodesIn)
    .map((schema) => ({ name, schema })),
);

test("no route that takes a site code is left out: in its path, its query or its body", () => {
  const inPath = tableEntries(routes).flatMap(([name, { path }]) => (path.includes("{siteCode}") ? [name] : []));
  const wanted = [...inPath, "get-series", "put-closure", "put-institute-absence-reports"];
  expect(new Set(taken.map(({ name }) => name))).toEqual(new Set(wanted));
});

test.each(taken)("$name takes the code of a site, and says why it does not take an institute's", ({ schema }) => {
  expect(schema.safeParse(" miee8an02l ").data).toBe("MIEE8AN02L");
  for (const code of ["MIIC8AN00E", "miis8an00e"]) {
    expect(schema.safeParse(code).error?.issues.map(({ message }) => message)).toEqual([
      "the code of an institute: pupils hang on site codes",
    ]);
  }
});
