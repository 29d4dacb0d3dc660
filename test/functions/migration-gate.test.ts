import { expect, test } from "vitest";
import { runMigrations } from "../../functions/flows/migrations/run-migrations.ts";
import { job as raiseAlerts } from "../../functions/jobs/raise-alerts.ts";
import { runJob } from "../../shared/runtime/job-chain.ts";
import { awaitedMigrations } from "../../shared/runtime/migration-gate.ts";
import { answerOf, gatewayOf } from "../rig/gateway-of.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";

const trial = worldOfEachTest();
const rows = { planted: { reads: "alerts", does: "", withholds: ["alerts"] } } as const;
const step = { name: "planted", reads: "alerts", rule: () => ({ copies: [] }) } as const;
const time = { remainingMillis: () => 900_000 };

const site = { name: "PRIMARIA", instituteCode: "ZZIC80001A", territory: "VALDORSA", level: "primary" };
const sitePath = "/v1/sites/ZZEE80001B";

/** The service as it is just after an upgrade that changes how alerts are stored. */
async function upgraded() {
  const deps = { ...trial.now.deps, awaitedMigrations: awaitedMigrations(trial.now.deps.migrations, rows) };
  const send = gatewayOf(deps);
  const call = async (...request: Parameters<typeof send>) => answerOf(await send(...request));
  return { deps, call };
}

test("until a migration is through, what needs it answers 503 and when to come back, and schools submit as ever", async () => {
  const { deps, call } = await upgraded();
  const token = await trial.now.tokenOf("health-office");
  const waiting = await call("GET", "/v1/alerts", { token });
  expect(waiting).toMatchObject({ status: 503, problem: "unavailable", headers: { "retry-after": "60" } });
  expect((await call("GET", "/v1/alerts/site.ZZEE80001B.site.1", { token })).status).toBe(503);
  // A caller without access learns nothing of it.
  expect((await call("GET", "/v1/alerts", {})).status).toBe(401);

  const json = { ...site, sentinelFrom: "2023-02-16" };
  expect((await call("PUT", sitePath, { token, json })).status).toBe(201);
  const school = await trial.now.tokenOf("ZZIC80001A");
  const enrolment = { pupils: 100, classes: 5, confirm: true };
  expect((await call("PUT", `${sitePath}/enrolments/2022-09-01`, { token: school, json: enrolment })).status).toBe(201);
  const report = { token: school, json: { absent: 4 } };
  expect((await call("PUT", `${sitePath}/absence-reports/2023-02-16`, report)).status).toBe(201);

  expect(await runMigrations([step], time, deps)).toMatchObject({ left: 0 });
  expect((await call("GET", "/v1/alerts", { token })).status).toBe(200);
});

test("a job that needs a migration says that it waits, and does its work once that is through", async () => {
  const { deps } = await upgraded();
  expect(await runJob("raise-alerts", raiseAlerts, deps, time)).toEqual({ waitsForMigrations: "planted" });
  const ran = { done: true };
  expect(await runJob("send-reminders", async () => ran, deps, time)).toEqual(ran);
  await runMigrations([step], time, deps);
  expect(await runJob("raise-alerts", raiseAlerts, deps, time)).toMatchObject({ raised: 0 });
});
