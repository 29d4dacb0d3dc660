import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import * as z from "zod";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import type { RouteName } from "../../shared/routes.ts";
import { openLog } from "../../shared/runtime/log.ts";
import type { HttpReply } from "../../shared/runtime/problem-reply.ts";
import type { JobName } from "../../shared/schedules.ts";
import { foreign, other, own, primary, secondary, thursday, tuesday, unasked } from "../functions/small-town.ts";
import { seed } from "../rig/counts.ts";
import { gatewayOf } from "../rig/gateway-of.ts";
import { depsOver, interceptDatabase } from "../rig/intercepted-database.ts";
import { sharedSupplier, type World } from "../rig/world.ts";
import type { Caller, HostileRequest, Sent } from "./hostile-requests.ts";
import type { Known } from "./json-values.ts";

/** A town with a history, through whose chain requests go as they would through a gateway. */
export type HostileWorld = {
  /** The request and, at the same moment, the one beside it. */
  send: (request: HostileRequest) => Promise<readonly Answered[]>;
  /** Every job that belongs to a day, at that instant. @throws Error of the first job that fails */
  liveThrough: (instant: Date) => Promise<void>;
  /** What the log has as an error. */
  errors: string[];
};

export type Answered = { name: RouteName; sent: Sent; reply: HttpReply };

/** This many values of each name are remembered from the answers. */
const rememberedMax = 4;
/** Before each call of the database. */
const idleTurnsMax = 12;

const sites = [
  { siteCode: primary, instituteCode: own, level: "primary", pupils: 200, sentinel: true },
  { siteCode: secondary, instituteCode: own, level: "lower-secondary", pupils: 300, sentinel: true },
  { siteCode: unasked, instituteCode: own, level: "primary", pupils: 100, sentinel: false },
  { siteCode: foreign, instituteCode: other, level: "primary", pupils: 150, sentinel: true },
] as const;

/** The survey days behind the Thursday on which the hostile requests begin. */
const history = ["2023-01-24", "2023-01-26", "2023-01-31", "2023-02-02", "2023-02-07", "2023-02-09", tuesday];

export const beginning = new Date(`${thursday}T09:00:00+01:00`);

function times<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

/** What a request finds in the town, or might mean, by the name of its member or parameter. */
const townKnows: Readonly<Record<string, readonly unknown[]>> = {
  siteCode: [...times(4, primary), ...times(2, secondary), unasked, foreign, primary.toLowerCase(), "ZZEE99999Z"],
  instituteCode: [...times(4, own), other, "ZZIC99999Z"],
  date: [...times(4, thursday), ...times(2, tuesday), "2023-02-17", "2023-02-21", "2023-02-09", "2022-06-14"],
  validFrom: [thursday, "2022-09-01", "2023-03-01"],
  from: [tuesday, thursday, "2022-09-01"],
  to: [thursday, "2023-02-21", "2023-06-08"],
  sentinelFrom: ["2023-02-01", thursday],
  sentinelUntil: ["2023-06-09", thursday],
  until: ["2023-02-20T12:00:00+01:00", "2023-02-16T09:00:01+01:00"],
  territory: ["MILANO", "MILANO", "LODI", "constructor"],
  municipality: ["F205"],
  month: ["2023-02", "2023-01"],
  "school-year": ["2022-23", "2023-24"],
  schoolYear: ["2022-23", "2023-24"],
  closureId: ["sciopero", "neve"],
  alertId: [`site.${primary}.absolute.1`],
  policy: [defaultAlertPolicy],
  email: ["own@scuola.example", "a@ats.example"],
  name: ["Plesso"],
  reason: ["Neve"],
  note: ["Si telefona."],
  pupils: [200, 100, 0],
  classes: [10, 5],
  absent: [3, 3, 7, 7, 0, 200, 201],
  illness: [1, 0],
  confirm: [true, true, false],
  limit: ["1", "2", "500"],
  "dry-run": ["true", "false"],
};

const answerMembers = z.record(z.string(), z.unknown());

/** What earlier requests have made, for later ones to come back to. */
function openMemory() {
  const remembered = new Map<string, unknown[]>();

  function remember(name: string, value: unknown): void {
    const kept = (remembered.get(name) ?? []).filter((one) => one !== value);
    remembered.set(name, [value, ...kept].slice(0, rememberedMax));
  }

  const known: Known = (name, choice) => {
    const all = [...(remembered.get(name) ?? []), ...(Object.hasOwn(townKnows, name) ? (townKnows[name] ?? []) : [])];
    return all.length === 0 ? undefined : all[choice % all.length];
  };

  /** Names whose values lead back to what was made. */
  const leading = new Set(["alertId", "backtestId", "closureId", "cursor", "policy", "validFrom"]);
  function learn(value: unknown, depth = 0): void {
    if (depth > 3 || typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(answerMembers.parse(value))) {
      if (leading.has(name)) remember(name, inner);
      else learn(Array.isArray(inner) ? inner[0] : inner, depth + 1);
    }
  }
  return { known, learn };
}

/** Of callers whom the town knows: an institute has no token before one of its sites is registered. */
function tokenOf(caller: Caller, { tokenOf, deps }: World): Promise<string> | string | undefined {
  switch (caller) {
    case "school":
      return tokenOf(own);
    case "otherSchool":
      return tokenOf(other);
    case "supplier":
      return tokenOf(sharedSupplier);
    case "healthOffice":
      return tokenOf("health-office");
    case "authority":
      return tokenOf("school-authority:MILANO");
    case "region":
      return tokenOf("region");
    case "link":
      return deps.linkTokens.sign(own, thursday);
    case "deadLink":
      return deps.linkTokens.sign(own, "2023-02-09");
    case "forged":
      return `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`;
    case "nobody":
      return undefined;
  }
}

/** In the order in which a day goes through them. */
const jobNames: readonly JobName[] = [
  "open-survey-day",
  "raise-alerts",
  "send-reminders",
  "close-survey-day",
  "send-notices",
  "watch",
];

/** The world of a town, as hostile requests meet it. */
export function openHostileWorld(world: World): HostileWorld {
  const { known, learn } = openMemory();
  const errors: string[] = [];
  const log = openLog((line) => {
    if (line.includes('"level":"error"')) errors.push(line);
  });
  const random = xoroshiro128plus(seed);
  // Tables in memory answer all callers in step. With random waits, one caller can overtake another.
  const uneven = interceptDatabase(world.database, async (_call, effect) => {
    for (let idle = uniformInt(random, 0, idleTurnsMax); idle > 0; idle--) await undefined;
    return effect();
  });
  const deps = { ...depsOver(uneven, world.deps), log, mailRatePerSecond: 1_000_000, pause: async () => undefined };
  const serve = gatewayOf(deps);
  const tokens = new Map<Caller, ReturnType<typeof tokenOf>>();

  async function answer(name: RouteName, caller: Caller, sent: Sent): Promise<Answered> {
    const pending = tokens.get(caller) ?? tokenOf(caller, world);
    tokens.set(caller, pending);
    const token = await pending;
    const { method, target, headers: own, body: raw } = sent;
    const headers = token === undefined ? own : { ...own, authorization: `Bearer ${token}` };
    const reply = await serve(method, target, { raw, headers });
    if (reply.statusCode < 300 && reply.body.startsWith("{")) learn(JSON.parse(reply.body));
    return { name, sent, reply };
  }

  return {
    errors,
    async send({ name, caller, sent: make, beside }) {
      const sent = make(known);
      const both = [answer(name, caller, sent)];
      if (beside) both.push(answer(beside.name, beside.caller, { ...beside.sent(known), target: sent.target }));
      return Promise.all(both);
    },
    async liveThrough(instant) {
      world.setNow(instant);
      for (const name of jobNames) await world.run(name, deps);
    },
  };
}

/** Registers the town on empty tables and lets it report for some weeks: a school day with a signal among them. */
export async function settleHostileTown(town: World): Promise<void> {
  const world = openHostileWorld(town);
  async function put(caller: Caller, target: string, json: unknown): Promise<void> {
    const body = Buffer.from(JSON.stringify(json));
    const sent: Sent = { method: "PUT", target, headers: { "content-type": "application/json" }, body };
    for (const { reply } of await world.send({ name: "put-site", caller, sent: () => sent }))
      if (reply.statusCode >= 300) throw new Error(`PUT ${target}: ${reply.statusCode} ${reply.body}`);
  }
  const officeOf = (instituteCode: string): Caller => (instituteCode === own ? "school" : "otherSchool");

  town.setNow("2023-01-23T09:00:00+01:00");
  for (const { siteCode, instituteCode, level, pupils, sentinel } of sites) {
    const site = { name: `Plesso ${siteCode}`, instituteCode, municipality: "F205", territory: "MILANO", level };
    await put("healthOffice", `/v1/sites/${siteCode}`, sentinel ? { ...site, sentinelFrom: history[0] } : site);
    const enrolment = { pupils, classes: Math.ceil(pupils / 20) };
    await put(officeOf(instituteCode), `/v1/sites/${siteCode}/enrolments/2022-09-01`, enrolment);
  }
  await put("school", `/v1/institutes/${own}/contacts`, { contacts: [{ email: "own@scuola.example" }] });
  await put("healthOffice", "/v1/health-office/contacts", {
    alertDigests: [{ email: "a@ats.example" }],
    operationsNotices: [{ email: "b@ats.example" }],
  });
  for (const [number, date] of history.entries()) {
    town.setNow(`${date}T09:00:00+01:00`);
    for (const { siteCode, instituteCode, sentinel, pupils } of sites) {
      if (!sentinel || (number === 2 && siteCode === secondary)) continue;
      const absent = siteCode === primary && date === tuesday ? 0.45 * pupils : 5 + number;
      await put(officeOf(instituteCode), `/v1/sites/${siteCode}/absence-reports/${date}`, { absent, confirm: true });
    }
    await world.liveThrough(new Date(`${date}T10:00:00+01:00`));
    await world.liveThrough(new Date(`${addDays(date, 1)}T23:30:00+01:00`));
    await world.liveThrough(new Date(Date.parse(`${addDays(date, 2)}T00:10:00+01:00`)));
  }
}
