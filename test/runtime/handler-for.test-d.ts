import { describe, expectTypeOf, test } from "vitest";
import type * as z from "zod";
import type { absenceReport, absenceReportBody } from "../../shared/contracts/absence-report.ts";
import type { sentinelBody } from "../../shared/contracts/site.ts";
import type { Alert } from "../../shared/domain/alerts/alert.ts";
import type { Territory } from "../../shared/domain/codes.ts";
import type { AskedTerritory, Jurisdiction, OwnTerritory } from "../../shared/domain/jurisdiction.ts";
import type { Principal } from "../../shared/domain/principal.ts";
import type { OfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Site } from "../../shared/domain/registry/site.ts";
import type { RouteName } from "../../shared/routes.ts";
import type { EventDeps, HttpDeps, JobDeps, RouteDeps } from "../../shared/runtime/deps.ts";
import { handlerFor, type RouteReply, type RouteRequest } from "../../shared/runtime/handler-for.ts";
import type { SiteStore } from "../../shared/store/site-store.ts";

/** The compiler runs these: a line that no longer holds, and a mistake that it no longer finds, end the check. */

type Put = RouteRequest<"put-absence-report">;
type PutReply = RouteReply<"put-absence-report">;
type CallerOf<Role extends Principal["role"]> = Extract<Principal, { role: Role }>;

describe("a handler is given", () => {
  test("the parameters of its own path", () => {
    expectTypeOf<Put["path"]>().toEqualTypeOf<{ siteCode: string; date: string }>();
    expectTypeOf<RouteRequest<"get-status">["path"]>().toEqualTypeOf<undefined>();
    // @ts-expect-error: that path has no such parameter
    expectTypeOf<Put["path"]>().toHaveProperty("validFrom");
  });

  test("the parsed query where its contract has one", () => {
    expectTypeOf<RouteRequest<"list-enrolments">["query"]["limit"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Put["query"]>().toEqualTypeOf<undefined>();
    // @ts-expect-error: it is parsed to a number
    expectTypeOf<RouteRequest<"list-enrolments">["query"]["limit"]>().toEqualTypeOf<string | undefined>();
  });

  test("the parsed body, of whichever media type came", () => {
    expectTypeOf<Put["body"]>().toEqualTypeOf<z.output<typeof absenceReportBody>>();
    expectTypeOf<RouteRequest<"put-sentinel-sites">["body"]>().toEqualTypeOf<z.output<typeof sentinelBody> | string>();
    expectTypeOf<RouteRequest<"get-site">["body"]>().toEqualTypeOf<undefined>();
    // @ts-expect-error: that route takes no text
    expectTypeOf<string>().toExtend<Put["body"]>();
  });

  test("a caller of a role that its row lets in, and none where the row is public", () => {
    expectTypeOf<Put["caller"]>().toEqualTypeOf<CallerOf<"school-office" | "supplier" | "link">>();
    expectTypeOf<RouteRequest<"put-closure">["caller"]>().toEqualTypeOf<CallerOf<"health-office">>();
    expectTypeOf<RouteRequest<"get-status">["caller"]>().toEqualTypeOf<undefined>();
    // @ts-expect-error: the health office enters no absences
    expectTypeOf<CallerOf<"health-office">>().toExtend<Put["caller"]>();
  });

  test("the stores of the tables that its row names, and no others", () => {
    expectTypeOf<RouteDeps<"get-site">["sites"]>().toEqualTypeOf<SiteStore>();
    // @ts-expect-error: that row names no reports
    expectTypeOf<RouteDeps<"get-site">>().toHaveProperty("reports");
    expectTypeOf<RouteDeps<"get-status">>().toHaveProperty("calendar");
    // @ts-expect-error: the contract is made from the route table alone
    expectTypeOf<RouteDeps<"get-openapi">>().toHaveProperty("calendar");
    // @ts-expect-error: no row of a route mails
    expectTypeOf<RouteDeps<RouteName>>().toHaveProperty("mailer");
  });

  test("the site that its path names; only where it is put there may be none", () => {
    expectTypeOf<Put["site"]>().toEqualTypeOf<Site>();
    expectTypeOf<RouteRequest<"get-site">["site"]>().toEqualTypeOf<Site>();
    expectTypeOf<RouteRequest<"put-site">["site"]>().toEqualTypeOf<Site | undefined>();
    expectTypeOf<RouteRequest<"get-alert">["site"]>().toEqualTypeOf<undefined>();
    // @ts-expect-error: an enrolment is put where a site is
    expectTypeOf<undefined>().toExtend<RouteRequest<"put-enrolment">["site"]>();
  });
});

describe("what is the caller's", () => {
  test("comes from the request's jurisdiction: a territory that the query names is no territory yet", () => {
    type Export = RouteRequest<"export-absence-reports">;
    expectTypeOf<Export["jurisdiction"]>().toEqualTypeOf<Jurisdiction>();
    expectTypeOf<Export["query"]["territory"]>().toEqualTypeOf<AskedTerritory>();
    expectTypeOf<RouteRequest<"get-status">["jurisdiction"]>().toEqualTypeOf<undefined>();
    // @ts-expect-error: nobody has asked the jurisdiction
    expectTypeOf<Export["query"]["territory"]>().toExtend<Territory>();
    // @ts-expect-error: nor of the territory that a body names
    expectTypeOf<RouteRequest<"put-site">["body"]["territory"]>().toExtend<Territory>();
    // @ts-expect-error: nor of the office
    expectTypeOf<RouteRequest<"list-closures">["query"]["office"]>().toExtend<OfficeCode | undefined>();
  });

  test("and from nowhere else: no handler can list all territories, or make one its own", () => {
    handlerFor("post-backtest")(async (_request, deps) => {
      // @ts-expect-error: those are not the caller's alone
      await deps.settings.territories();
      return { problem: { reason: "not-found" } };
    });
    // @ts-expect-error: only a jurisdiction gives it out
    expectTypeOf<{ territory: "MILANO"; officeCode: "ats" }>().toExtend<OwnTerritory>();
  });

  test("of one health office where each has its own", () => {
    expectTypeOf<RouteRequest<"put-alert-policy">["office"]>().toEqualTypeOf<OfficeCode>();
    expectTypeOf<RouteRequest<"get-coverage">["office"]>().toEqualTypeOf<undefined>();
  });

  test("the alert that its path names", () => {
    expectTypeOf<RouteRequest<"get-alert">["alert"]>().toEqualTypeOf<Alert>();
    expectTypeOf<RouteRequest<"get-site">["alert"]>().toEqualTypeOf<undefined>();
  });
});

describe("a handler sends", () => {
  type Answered = Extract<PutReply, { status: unknown }>;

  test("one of the statuses of its contract", () => {
    expectTypeOf<Answered["status"]>().toEqualTypeOf<200 | 201>();
    expectTypeOf<{ status: 204 }>().toExtend<RouteReply<"delete-closure">>();
    // @ts-expect-error: nobody promised this status
    expectTypeOf<{ status: 200 }>().toExtend<RouteReply<"delete-closure">>();
  });

  test("the body that belongs to the status", () => {
    expectTypeOf<Answered["body"]>().toEqualTypeOf<z.input<typeof absenceReport>>();
    // @ts-expect-error: a report has more members
    expectTypeOf<{ status: 201; body: { absent: number } }>().toExtend<PutReply>();
    // @ts-expect-error: an answer of this route has a body
    expectTypeOf<{ status: 201 }>().toExtend<PutReply>();
  });

  test("or a problem of the closed list", () => {
    expectTypeOf<{ problem: { reason: "backtest-missing" } }>().toExtend<PutReply>();
    // @ts-expect-error: there is no such reason
    expectTypeOf<{ problem: { reason: "bad-luck" } }>().toExtend<PutReply>();
  });
});

describe("the handler of a row", () => {
  test("is a handler by its name, and answers as that row's contract says", () => {
    expectTypeOf(handlerFor("delete-closure")(async () => ({ status: 204 }))).toHaveProperty("name");
    // @ts-expect-error: this is how another row answers
    handlerFor("get-absence-report")(async () => ({ status: 204 }));
    // @ts-expect-error: no row has that name
    handlerFor("delete-site");
  });
});

describe("a function opens", () => {
  test("what tells who calls where a row has roles, and the sites where a path names one", () => {
    expectTypeOf<HttpDeps<"get-site" | "get-status">>().toHaveProperty("authenticate");
    expectTypeOf<HttpDeps<"get-absence-report">>().toHaveProperty("sites");
    // @ts-expect-error: anybody may ask for the status
    expectTypeOf<HttpDeps<"get-status">>().toHaveProperty("authenticate");
    // @ts-expect-error: that path names no site
    expectTypeOf<HttpDeps<"get-status">>().toHaveProperty("sites");
  });

  test("for a job what its row names", () => {
    expectTypeOf<JobDeps<"send-reminders">>().toHaveProperty("linkTokens");
    expectTypeOf<JobDeps<"migrate">>().toHaveProperty("migrations");
    // @ts-expect-error: a migration mails nobody
    expectTypeOf<JobDeps<"migrate">>().toHaveProperty("mailer");
    // @ts-expect-error: only a job that scans goes through whole tables
    expectTypeOf<JobDeps<"watch">>().toHaveProperty("migrations");
  });

  test("for an event what its row names", () => {
    expectTypeOf<EventDeps<"token-claims">>().toHaveProperty("settings");
    // @ts-expect-error: who signs in concerns no institute
    expectTypeOf<EventDeps<"token-claims">>().toHaveProperty("institutes");
  });
});
