import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { ledgerOfficesStore } from "../../shared/store/ledger-offices-store.ts";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { job as migrate } from "../../functions/jobs/migrate.ts";
import { chooseEngine, type Engine, startEngine } from "../../infra/local/engine.ts";
import { loadJobs } from "../../infra/local/load-functions.ts";
import { lastRunsOfEachDate, runsBetween } from "../../infra/local/schedule-runs.ts";
import { seasonEnds } from "../../scripts/release-fixture/season.ts";
import { recompute } from "../../shared/detection/recompute.ts";
import type { Mailer } from "../../shared/mail/mailer.ts";
import { schedules } from "../../shared/schedules.ts";
import type { Database } from "../../shared/store/database.ts";
import { migrationStore } from "../../shared/store/migration-store.ts";
import type { DamagedItem } from "../../shared/store/parse-item.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { type Table, tables } from "../../shared/tables.ts";
import { startCloud } from "../local/start-cloud.ts";
import { temporaryFolder } from "../local/temporary-folder.ts";
import { type Around, interceptDatabase } from "../rig/intercepted-database.ts";
import { openMemoryDatabase } from "../rig/memory-database.ts";
import { tellStory } from "../rig/tell-story.ts";
import { openMemoryWorld, openWorld, type World } from "../rig/world.ts";
import { engineKinds, gathered } from "../store/on-each-engine.ts";
import {
  byText,
  everyItem,
  putAll,
  type Recorded,
  type ReleaseFixture,
  releaseFixtures,
  restoreInto,
  storedItems,
} from "./release-fixture.ts";
import { readThroughStores } from "./stored-nouns.ts";
import { comparable, ownedExplanation, todaysBody } from "./todays-body.ts";

const releases = (await releaseFixtures()).map((release) => [release.version, release] as const);
const plenty = { remainingMillis: () => 900_000 };

describe.each(releases)("an upgrade from %s", (_, release) => {
  test("leaves each table and index as it is, and makes one more index of a table at most", () => {
    const present: readonly Table[] = Object.values(tables);
    for (const { name, partitionKey, sortKey, indexes } of Object.values(release.tables)) {
      const there = present.find((table) => table.name === name);
      expect({ name, keys: [there?.partitionKey, there?.sortKey] }).toEqual({ name, keys: [partitionKey, sortKey] });
      expect(there?.indexes).toEqual(expect.arrayContaining(indexes));
      // DynamoDB makes or drops one at a time, and so does a deployment.
      expect((there?.indexes.length ?? 0) - indexes.length).toBeLessThanOrEqual(1);
    }
  });

  test("killed at any call of the migration, before its effect or after it, comes to the same end", async () => {
    const stored = await storedItems(release);
    const touched = tableEntries(schedules.migrate.tables).map(([table]) => table);
    const { deps } = await openMemoryWorld(seasonEnds);
    const open = async () => {
      const database = openMemoryDatabase();
      for (const table of touched) await putAll(table, stored.get(table) ?? [], database);
      return database;
    };
    const run = (database: Database) => migrate(
        { ...deps, migrations: migrationStore(database), ledgerOffices: ledgerOfficesStore(database) },
        plenty,
      );
    const stateOf = (database: Database) =>
      Promise.all(touched.map((table) => everyItem(database, table)));

    let calls = 0;
    const counting: Around = (_call, effect) => {
      calls++;
      return effect();
    };
    const undisturbed = await open();
    await run(interceptDatabase(undisturbed, counting));
    const expected = await stateOf(undisturbed);
    for (const [at, hasEffect] of mishapsOf(calls)) {
      const database = await open();
      await expect(run(interceptDatabase(database, killing(at, hasEffect)))).rejects.toThrow(Killed);
      await run(database);
      expect(await stateOf(database), `killed at call ${at} of ${calls}, ${hasEffect}`).toEqual(expected);
    }
  });

  test("happens when npm start finds a data folder of it, and is said in a sentence", async () => {
    const dataFolder = join(await temporaryFolder(), "data");
    await leaveDataFolder(dataFolder, release);
    const said: string[] = [];
    const { call } = await startCloud({ dataFolder, say: (line) => said.push(line) });
    const path = "/v1/alerts?limit=500";
    const { body } = await call("health-office", "GET", path);
    const [before] = release.answers.filter((recorded) => recorded.path === path);
    expect(comparable(path, body)).toEqual(comparable(path, todaysBody({ path, body: before?.body })));
    expect(said.join("\n")).toMatch(/Data of an earlier release: \d+ changes made/);
  });
});

class Killed extends Error {}

/** Each call, before its effect and after it. */
function mishapsOf(calls: number): [at: number, hasEffect: boolean][] {
  return Array.from({ length: calls }, (_, call): [number, boolean][] => [
    [call + 1, false],
    [call + 1, true],
  ]).flat();
}

/** Ends at the call of that number, counted from 1; nothing has an effect after it. */
function killing(at: number, hasEffect: boolean): Around {
  let calls = 0;
  return async (_call, effect) => {
    calls++;
    if (calls < at) return effect();
    if (calls === at && hasEffect) await effect();
    throw new Killed();
  };
}

/** As the release would have left it, stopped at the end of its season. */
async function leaveDataFolder(folder: string, release: ReleaseFixture): Promise<void> {
  await mkdir(folder, { recursive: true });
  const at = seasonEnds.toISOString();
  await writeFile(join(folder, "sentinella.json"), JSON.stringify({ format: 1, begun: "complete" }));
  await writeFile(join(folder, "clock.json"), JSON.stringify({ standsAt: at, jobsDoneUntil: at }));
  const engine = await startEngine({ kind: chooseEngine(), dataDir: join(folder, "tables") });
  await restoreInto(engine.endpoint, "sentinella-local-", release);
  await engine.stop();
}

describe.each(engineKinds)("on %s", (kind) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine({ kind });
  });
  afterAll(() => engine.stop());

  describe.each(releases)("a system upgraded from %s by two runs at once", (version, release) => {
    let world: World;
    beforeAll(async () => {
      const tablePrefix = `upgraded-${version}-`;
      await restoreInto(engine.endpoint, tablePrefix, release);
      world = await openWorld({ now: seasonEnds, engine, tablePrefix });
      const runs = await Promise.all([migrate(world.deps, plenty), migrate(world.deps, plenty)]);
      expect(runs).toEqual(runs.map((run) => ({ ...run, damaged: 0, left: 0 })));
    });

    tellStory({
      "reads every stored item through its store": async () => {
        const stored = await storedItems(release);
        const damaged: DamagedItem[] = [];
        const read = await readThroughStores(stored, world.deps, (damage) => damaged.push(damage));
        expect(damaged).toEqual([]);
        expect(read).toEqual(Object.fromEntries([...stored].map(([table, items]) => [table, items.length])));
      },

      "knows of each institute where its sites lie": async () => {
        const sites = (await storedItems(release)).get("sites") ?? [];
        const codes = new Set(sites.map(({ instituteCode }) => String(instituteCode)));
        const institutes = await world.deps.institutes.getMany([...codes], rethrow);
        expect(institutes.length).toBeGreaterThan(0);
        for (const { instituteCode, territories } of institutes) {
          const own = sites.filter((site) => site.instituteCode === instituteCode).map(({ territory }) => territory);
          expect(territories).toEqual([...new Set(own)].toSorted());
        }
      },

      "answers what it answered before, but for what the contract says anew": async () => {
        for (let start = 0; start < release.answers.length; start += askedAtOnce) {
          const asked = release.answers.slice(start, start + askedAtOnce);
          const replies = await Promise.all(asked.map((recorded) => answerOf(world, recorded)));
          expect(replies).toEqual(
            asked.map(({ user, path, status, body }) => ({
              user,
              path,
              status,
              body: comparable(path, todaysBody({ path, body })),
            })),
          );
        }
      },

      "explains each crossing by the same numbers, which give the same verdict to the last bit": async () => {
        const alerts = release.answers.filter(({ path }) => path.startsWith("/v1/alerts/"));
        expect(new Set(alerts.map(({ body }) => storedAlert.parse(body).rule)).size).toBe(5);
        for (const { body } of alerts) {
          const { alertId, crossings } = storedAlert.parse(body);
          const dates = crossings.map(({ surveyDate }) => surveyDate);
          const explanations = await world.deps.alerts.explanations(alertId, dates, rethrow);
          expect([...explanations.keys()].toSorted()).toEqual(dates);
          for (const { surveyDate, explanation } of crossings) {
            const stored = explanations.get(surveyDate);
            expect(stored).toStrictEqual(ownedExplanation(explanation));
            if (stored !== undefined) expect(recompute(stored)).toStrictEqual(stored);
          }
        }
      },

      "goes on with the survey day under way and mails whom it would have mailed, nobody twice": async () => {
        const mails = await driveOn(world, seasonEnds, new Date("2026-02-14T02:00:00+01:00"));
        expect(mails.toSorted(byText)).toEqual(release.mailsAfter);
      },

      "tells each reader once of what the next survey day brings, and of nothing that was told before": async () => {
        const token = await world.tokenOf("ZZIC90100A");
        const entered = new Date("2026-02-19T09:00:00+01:00");
        world.setNow(entered);
        const path = "/v1/sites/ZZEE90103E/absence-reports/2026-02-19";
        const reply = await world.send("PUT", path, { token, json: { absent: 204, confirm: true } });
        expect(reply.statusCode, reply.body).toBe(201);
        const mails = await driveOn(world, entered, new Date("2026-02-21T02:00:00+01:00"));
        const digests = mails.filter(({ kind }) => kind === "digest");
        expect(digests.map(({ to }) => to.join()).toSorted()).toEqual(["igiene@ats.example", "sorveglianza@ats.example"]);
        const entries = await gathered(world.deps.mailLedger.pagesOf(
          { surveyDate: "2026-02-19", kind: "digest", officeCode: firstOfficeCode },
          rethrow,
        ));
        expect(new Set(entries.flatMap(({ alerts = [] }) => alerts.map(({ alertId }) => alertId)))).toEqual(
          new Set(["site.ZZEE90103E.absolute.2", "site.ZZEE90103E.site.2"]),
        );
        // What the release before has mailed lies where it was; what this one mails lies with its office.
        const digestsOf = async (partition: string) =>
          (await gathered(world.database.queryPages({ table: "mailLedger", partition }))).length;
        expect(await digestsOf("2026-02-19#digest#ats")).toBe(entries.length);
        expect(await digestsOf("2026-02-19#digest")).toBe(0);
      },
    });
  });
});

const askedAtOnce = 16;

async function answerOf(world: World, { user, path }: Recorded) {
  const token = user === null ? {} : { token: await world.tokenOf(user) };
  const { statusCode, headers, body } = await world.send("GET", path, token);
  const isJson = headers["content-type"]?.includes("json") === true;
  // As a client that reads text gives it.
  const read: unknown = isJson ? JSON.parse(body) : body.replace(/^\uFEFF/, "");
  return { user, path, status: statusCode, body: comparable(path, read) };
}

const storedAlert = z.looseObject({
  alertId: z.string(),
  rule: z.string(),
  crossings: z.array(z.object({ surveyDate: z.string(), explanation: z.unknown() })),
});

function rethrow(damage: DamagedItem): never {
  throw damage;
}

type Mailed = { to: readonly string[]; kind: string | undefined; surveyDate: string | undefined };

/** Makes the last run of each job on each date between the instants, and answers whom that mailed about what. */
async function driveOn(world: World, from: Date, upTo: Date): Promise<Mailed[]> {
  const jobs = await loadJobs();
  const mails: Mailed[] = [];
  const mailer: Mailer = {
    async send({ to, tags }) {
      mails.push({ to, kind: tags.kind, surveyDate: tags.surveyDate });
      return { kind: "accepted", messageId: `message-${mails.length}` };
    },
  };
  for (const { job, at } of lastRunsOfEachDate(runsBetween(from, upTo))) {
    world.setNow(at);
    await jobs.get(job)?.({ ...world.deps, mailer }, plenty);
  }
  return mails;
}
