import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { type LocalCloud, startLocalCloud } from "../../infra/local/cloud.ts";
import { openApiClient } from "../../scripts/replay/api-client.ts";
import { cutCsv } from "../../scripts/replay/read-csv.ts";
import { readAbsences, readEnrolments } from "../../scripts/replay/replay-input.ts";
import { replayResult, replaySummary } from "../../scripts/replay/replay-result.ts";
import { runReplay } from "../../scripts/replay/run-replay.ts";
import { tally } from "../../scripts/replay/tally.ts";
import { InputError } from "../../scripts/report/input-error.ts";
import { startProcess } from "./started-process.ts";

const lines = (...rows: string[]) => rows.map((row) => `${row}\n`).join("");

const registry = lines(
  "ANNOSCOLASTICO,PROVINCIA,CODICEISTITUTORIFERIMENTO,DENOMINAZIONEISTITUTORIFERIMENTO,CODICESCUOLA,DENOMINAZIONESCUOLA,CODICECOMUNESCUOLA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,INDIRIZZOEMAILSCUOLA",
  '202223,VALDORSA,ZZIC80100A,IC TIGLI,ZZEE80101C,"PRIMARIA ""TIGLI"", CENTRO",Z001,SCUOLA PRIMARIA,tigli@scuola.example',
  "202223,VALDORSA,ZZIC80100A,IC TIGLI,ZZMM80101B,MEDIA TIGLI,Z001,SCUOLA PRIMO GRADO,tigli@scuola.example",
  "202223,VALDORSA,ZZIC802006,IC SERENO,ZZEE802018,PRIMARIA SERENO,Z001,SCUOLA PRIMARIA,Non Disponibile",
  "202223,VALDORSA,ZZIC802006,IC SERENO,nonsense,PRIMARIA NULLA,Z001,SCUOLA PRIMARIA,sereno@scuola.example",
);
const sentinels = lines(
  "site_code,sentinel_from",
  "ZZEE80101C,2023-02-01",
  "ZZMM80101B,2023-02-01",
  "ZZEE802018,2023-02-01",
  "ZZEE899999,2023-02-01",
);
const enrolments = lines("site_code,pupils", "ZZEE80101C,231", "ZZMM80101B,305", "ZZEE802018,189");
const absences = lines(
  "site_code,survey_date,pupils,absent,entered_at",
  // On time, and a crossing of the absolute layer: 100 of 231 are 43 %.
  "ZZEE80101C,2023-02-14,231,100,2023-02-14T10:00:00+01:00",
  // Late: reminded at 08:30 on Wednesday.
  "ZZMM80101B,2023-02-14,305,12,2023-02-15T09:00:00+01:00",
  // Never entered, and its institute has no address.
  "ZZEE802018,2023-02-14,189,9,",
  // The enrolment has moved: 240 would be too many of 231. The next crossing of the same alert.
  "ZZEE80101C,2023-02-16,250,240,2023-02-16T08:00:00+01:00",
  // Refused, and so missing and reminded.
  "ZZMM80101B,2023-02-16,305,400,2023-02-16T08:00:00+01:00",
  // The last second of the window.
  "ZZEE802018,2023-02-16,189,0,2023-02-17T23:59:59+01:00",
);

const files = { registry: "", sentinels: "", enrolments: "", absences: "" };
let cloud: LocalCloud;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sentinella-"));
  for (const [name, text] of Object.entries({ registry, sentinels, enrolments, absences })) {
    const file = join(folder, `${name}.csv`);
    await writeFile(file, text);
    Object.assign(files, { [name]: file });
  }
  const options = { dataFolder: join(folder, "data"), port: 0, fresh: false, empty: true };
  cloud = await startLocalCloud({ ...options, now: new Date("2023-02-13T12:00:00+01:00") }, (fault) => {
    throw fault;
  });
});
afterAll(async () => {
  await cloud.stop();
  await rm(folder, { recursive: true });
});

async function replay() {
  const input = {
    files,
    enrolments: await readEnrolments(files.enrolments),
    absences: await readAbsences(files.absences),
  };
  const api = openApiClient(cloud.origin);
  const driven = await runReplay(input, api, () => undefined);
  return { driven, counts: await tally(input.absences.surveyDates, api), rows: input.absences.rows };
}

function replayCommand(...args: string[]) {
  const given = (["registry", "sentinels", "enrolments", "absences"] as const).flatMap((name) => [
    `--${name}`,
    files[name],
  ]);
  return startProcess("scripts/replay.ts", [...given, ...args]);
}

test("a replay ends with what one counts in the file by hand, and made again it changes nothing", async () => {
  const { driven, counts, rows } = await replay();
  expect(counts.days).toEqual([
    expect.objectContaining({ date: "2023-02-14", state: "closed", expected: 3, onTime: 1, late: 1, missing: 1 }),
    expect.objectContaining({ date: "2023-02-16", state: "closed", expected: 3, onTime: 1, late: 1, missing: 1 }),
  ]);
  expect(counts.days.map(({ reminders, remindersInInbox }) => [reminders, remindersInInbox])).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(counts.days.map(({ withoutAddress }) => withoutAddress)).toEqual([["ZZIC802006"], ["ZZIC802006"]]);
  expect(driven.refusals).toEqual([
    { surveyDate: "2023-02-16", line: 6, siteCode: "ZZMM80101B", problem: "absent-exceeds-enrolled" },
  ]);
  expect(driven.rejected.map(({ line, code }) => [line, code])).toEqual([
    [5, "NONSENSE"],
    [5, "ZZEE899999"],
  ]);
  expect(replaySummary(counts, driven, rows, 1)).toContain("The ledger's reminders are those in the inbox.");
  const result = replayResult(counts, driven, 1);
  expect(result).toMatchObject({
    reports: { onTime: 2, late: 2, missing: 2, refused: 1 },
    reminders: 2,
    crossings: 2,
    byRule: { absolute: { alerts: 1, crossings: 2 } },
  });

  const inbox = await openApiClient(cloud.origin).inbox();
  const again = replayCommand("--json", "--url", cloud.origin);
  expect(await again.ended).toBe(0);
  expect(JSON.parse(again.stdout())).toEqual({ ...result, wallSeconds: expect.any(Number) });
  expect(await openApiClient(cloud.origin).inbox()).toEqual(inbox);
});

test("a replay says in one line that nobody listens", async () => {
  const run = replayCommand("--url", "http://localhost:59999");
  expect(await run.ended).toBe(1);
  expect(run.stderr()).toMatch(/^GET \/_local\/clock: no answer from http:\/\/localhost:59999 .*npm start.*\n$/);
});

test("a replay outlasts a local cloud that dies in the middle of a move of many minutes", async () => {
  let moves = 0;
  const server = createServer((request, response) => {
    if (request.method === "PUT") moves += 1;
    if (request.method === "PUT" && moves <= 2) {
      // The first one takes ten minutes, and after it the cloud is not there at once.
      const now = performance.now() + 600_000;
      if (moves === 1) vi.spyOn(performance, "now").mockReturnValue(now);
      request.socket.destroy();
      return;
    }
    response.end(JSON.stringify({ now: "2023-02-14T10:00:00+01:00", stands: true, failed: [] }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
    vi.restoreAllMocks();
  });
  await once(server, "listening");
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const api = openApiClient(`http://127.0.0.1:${port}`);
  await api.clock();
  expect(await api.moveClock(new Date("2023-02-14T10:00:00+01:00"))).toEqual([]);
  expect(moves).toBe(3);
});

describe("a file that cannot be replayed names its line", () => {
  test.each([
    ["a date that does not exist", "ZZEE80101C,2023-02-30,231,1,", "line 2: survey_date"],
    ["a count that is none", "ZZEE80101C,2023-02-16,231,-1,", "line 2: absent"],
    ["an empty count in an entered row", "ZZEE80101C,2023-02-16,231,,2023-02-16T10:00:00+01:00", "line 2: absent"],
    ["an instant without offset", "ZZEE80101C,2023-02-16,231,1,2023-02-16T10:00:00", "line 2: entered_at"],
    ["a code that is none", "MILANO,2023-02-16,231,1,", "line 2: site_code"],
    ["a row that is too short", "ZZEE80101C,2023-02-16", "line 2: Invalid Record Length"],
    ["a quote that is not closed", '"ZZEE80101C,2023-02-16,231,1,', "Quote Not Closed"],
    [
      "a repeated site and day",
      "ZZEE80101C,2023-02-16,231,1,\nZZEE80101C,2023-02-16,231,2,",
      "line 3: ZZEE80101C on 2023-02-16 stands on line 2 already",
    ],
  ])("%s", async (_, row, fault) => {
    const file = join(folder, "faulty.csv");
    await writeFile(file, `site_code,survey_date,pupils,absent,entered_at\n${row}\n`);
    const refusal = await readAbsences(file).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InputError);
    expect(String(refusal)).toContain(file);
    expect(String(refusal)).toContain(fault);
  });

  test("a column that is not there", async () => {
    await expect(readEnrolments(files.registry)).rejects.toThrow(`${files.registry}, line 2: site_code`);
  });

  test("a file that is not there", async () => {
    await expect(readAbsences("no-such.csv")).rejects.toThrow("no-such.csv: cannot be read (ENOENT)");
  });
});

test("a large file is sent in parts, each with the header, whose lines lead back to the file", async () => {
  const parts = await cutCsv(files.sentinels, 10_000, 3);
  expect(parts.map(({ rows, lineOffset }) => [rows, lineOffset])).toEqual([
    [3, 0],
    [1, 3],
  ]);
  expect(parts[1]?.text).toBe("site_code,sentinel_from\nZZEE899999,2023-02-01\n");
  const bySize = await cutCsv(files.sentinels, 60, 100);
  expect(bySize.map(({ rows }) => rows)).toEqual([1, 1, 1, 1]);
});
