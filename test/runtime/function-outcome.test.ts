import type { Context } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { openAllDeps } from "../../infra/local/open-all-deps.ts";
import { parseEnvironment, parseEventEnvironment } from "../../shared/runtime/environment.ts";
import { eventFunction } from "../../shared/runtime/event-chain.ts";
import { type Job, jobFunction } from "../../shared/runtime/job-chain.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { openEventDeps } from "../../shared/runtime/open-event-deps.ts";

const now = () => new Date("2023-02-16T09:00:00Z");
const environment = {
  STAGE: "test",
  AWS_REGION: "eu-south-1",
  TABLE_PREFIX: "",
  DYNAMODB_ENDPOINT: "http://127.0.0.1:9",
  MAIL_FROM: "sentinella@ats.example",
  OIDC_ISSUER: "https://issuer.example",
  OIDC_AUDIENCE: "api",
  LINK_KEYS: JSON.stringify({ current: "1", keys: { 1: "A".repeat(43) } }),
  WEB_ORIGIN: "https://pages.example",
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "key",
};
const context: Context = {
  awsRequestId: "1",
  callbackWaitsForEmptyEventLoop: true,
  functionName: "watch",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn",
  memoryLimitInMB: "1024",
  logGroupName: "watch",
  logStreamName: "watch",
  getRemainingTimeInMillis: () => 900_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** Standard output answers each write with true. */
const deps = {
  ...openAllDeps(parseEnvironment(environment), { now, writeLog: () => true }),
  awaitedMigrations: async () => [],
};

describe("what a function tells Lambda", () => {
  const run = (job: Job) => jobFunction("watch", job, deps)({}, context);

  test("a job that succeeds answers what it did", async () => {
    expect(await run(async () => ({ opened: 3 }))).toEqual({ opened: 3 });
  });

  test("a job that fails fails its function, so that the alarm and the dead letters learn of it", async () => {
    const failing: Job = async () => {
      throw new Error("no table");
    };
    await expect(run(failing)).rejects.toThrow("no table");
  });

  test("an event that cannot be handled fails its function, so that it is delivered again", async () => {
    const eventDeps = {
      ...openEventDeps(parseEventEnvironment(environment), { now }, () => ({})),
      log: openLog(() => true),
    };
    const rotate = eventFunction(
      "rotate-link-keys",
      async () => {
        throw new Error("no table");
      },
      eventDeps,
    );
    await expect(rotate({}, context)).rejects.toThrow("no table");
  });
});
