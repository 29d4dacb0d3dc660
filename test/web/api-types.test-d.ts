import { describe, expectTypeOf, test } from "vitest";
import type * as z from "zod";
import type { absenceReport, absenceReportBody } from "../../shared/contracts/absence-report.ts";
import type { CallInput, ReplyBody } from "../../web/api/api-types.ts";

/** The compiler runs these: a line that no longer holds, and a mistake that it no longer finds, end the check. */

type Put = CallInput<"put-absence-report">;

describe("a page calls a route", () => {
  test("with the parameters of its path, all of them", () => {
    expectTypeOf<Put["path"]>().toEqualTypeOf<{ siteCode: string; date: string }>();
    expectTypeOf<CallInput<"get-status">>().toEqualTypeOf<object>();
    // @ts-expect-error: the date is missing
    expectTypeOf<{ path: { siteCode: string } }>().toExtend<CallInput<"get-absence-report">>();
  });

  test("with a query, which may be left out where each of its parameters may", () => {
    expectTypeOf<{ path: { siteCode: string } }>().toExtend<CallInput<"list-enrolments">>();
    // @ts-expect-error: that route has to be told of which month
    expectTypeOf<object>().toExtend<CallInput<"export-absence-reports">>();
  });

  test("with a body of its contract", () => {
    expectTypeOf<Put["body"]>().toEqualTypeOf<z.input<typeof absenceReportBody>>();
    expectTypeOf<string>().toExtend<CallInput<"import-registry">["body"]>();
    // @ts-expect-error: a count is a number
    expectTypeOf<{ absent: string }>().toExtend<Put["body"]>();
    // @ts-expect-error: a route that is read takes no body
    expectTypeOf<CallInput<"get-site">>().toHaveProperty("body");
  });

  test("with the version that it has seen, where the contract demands or reads one", () => {
    expectTypeOf<CallInput<"put-alert-policy">["ifMatch"]>().toEqualTypeOf<number>();
    expectTypeOf<Put["ifMatch"]>().toEqualTypeOf<number | undefined>();
    // @ts-expect-error: a closure has no version
    expectTypeOf<CallInput<"put-closure">>().toHaveProperty("ifMatch");
  });
});

describe("a page is answered", () => {
  test("what the contract promises of a success, parsed", () => {
    expectTypeOf<ReplyBody<"put-absence-report">>().toEqualTypeOf<z.output<typeof absenceReport>>();
    expectTypeOf<ReplyBody<"export-absence-reports">>().toEqualTypeOf<string>();
    expectTypeOf<ReplyBody<"delete-closure">>().toEqualTypeOf<undefined>();
    // @ts-expect-error: a list comes as a page, not as an array
    expectTypeOf<ReplyBody<"list-alerts">>().toExtend<readonly unknown[]>();
  });
});
