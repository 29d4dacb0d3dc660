import { expect, test } from "vitest";
import * as z from "zod";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { own, primary, secondary, settleTown, territory, thursday, tuesday } from "./small-town.ts";

const trial = worldOfEachTest();
const surveyDays = z.object({ items: z.array(z.object({ date: z.string() })) });

const exportOf = (query: string) => `/v1/exports/absence-reports?${query}`;

/** The rows of a closed Thursday: 5 absent of 200, all of them ill, 4 absent of 300, and a site that never reported. */
async function closedThursday() {
  const town = await settleTown(trial.now);
  trial.now.setNow(`${thursday}T00:10:00+01:00`);
  await trial.now.run("open-survey-day");
  trial.now.setNow(`${thursday}T09:00:00+01:00`);
  expect((await town.report(primary, thursday, { absent: 5, illness: 5 })).status).toBe(201);
  expect((await town.report(secondary, thursday, { absent: 4 })).status).toBe(201);
  trial.now.setNow("2023-02-18T00:10:00+01:00");
  await trial.now.run("close-survey-day");
  return town;
}

test("a month of a territory has the form that Italian Excel reads, without counts under five", async () => {
  const { healthOffice: token } = await closedThursday();
  const answer = await trial.now.call("GET", exportOf(`month=2023-02&territory=${territory}`), { token });
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
  expect(answer.headers.link).toBeUndefined();
  expect(answer.text.split("\r\n")).toEqual([
    "\uFEFFdata;territorio;grado;codice_plesso;stato;iscritti;assenti;tasso_percentuale;assenti_per_malattia",
    "2023-02-16;MILANO;primaria;ZZEE80101A;puntuale;200;5;2,5;5",
    "2023-02-16;MILANO;primaria;ZZEE80201B;mancante;;;;",
    "2023-02-16;MILANO;secondaria di I grado;ZZMM80101A;puntuale;300;<5;;",
    "",
  ]);
});

test("headings, values and decimals are in the language of the request", async () => {
  const { healthOffice: token } = await closedThursday();
  const headers = { "accept-language": "en" };
  const answer = await trial.now.call("GET", exportOf(`month=2023-02&territory=${territory}`), { token, headers });
  expect(answer.headers["content-language"]).toBe("en");
  expect(answer.text.split("\r\n")).toEqual([
    "\uFEFFdate;territory;level;site_code;state;pupils;absent;absence_percent;absent_for_illness",
    "2023-02-16;MILANO;primary;ZZEE80101A;on time;200;5;2.5;5",
    "2023-02-16;MILANO;primary;ZZEE80201B;missing;;;;",
    "2023-02-16;MILANO;lower secondary;ZZMM80101A;on time;300;<5;;",
    "",
  ]);
});

test("where more rows follow, the Link header leads to them and to an end", async () => {
  const { healthOffice: token } = await closedThursday();
  const seen: string[] = [];
  let target: string | undefined = exportOf(`month=2023-02&territory=${territory}&limit=2`);
  for (let page = 0; page < 3 && target !== undefined; page++) {
    const answer = await trial.now.call("GET", target, { token });
    seen.push(...answer.text.split("\r\n").slice(1, -1));
    target = /^<(.+)>; rel="next"$/.exec(answer.headers.link ?? "")?.[1];
  }
  expect(target).toBeUndefined();
  expect(seen.map((row) => row.split(";")[3])).toEqual(["ZZEE80101A", "ZZEE80201B", "ZZMM80101A"]);
});

test("another month and another territory have only the headings", async () => {
  const { healthOffice: token } = await closedThursday();
  for (const query of [`month=2023-03&territory=${territory}`, "month=2023-02&territory=LODI"]) {
    expect((await trial.now.call("GET", exportOf(query), { token })).text.split("\r\n")).toHaveLength(2);
  }
});

test.each([
  "month=2023-13&territory=MILANO",
  "month=0001-01&territory=MILANO",
  "month=1999-12&territory=MILANO",
  "month=2100-01&territory=MILANO",
  "month=2023-02",
  "month=2023-02&territory=%3Dcmd",
])("%s is not a question the export understands", async (query) => {
  const token = await trial.now.tokenOf("health-office");
  expect((await trial.now.call("GET", exportOf(query), { token })).problem).toBe("invalid-request");
});

test("the export is not for schools", async () => {
  await settleTown(trial.now);
  const token = await trial.now.tokenOf(own);
  const answer = await trial.now.call("GET", exportOf(`month=2023-02&territory=${territory}`), { token });
  expect(answer.problem).toBe("forbidden");
});

test("the feed has a whole day for every survey day, the same ones as the list, without the closures", async () => {
  const { healthOffice, put } = await settleTown(trial.now);
  const closure = { kind: "closure", scope: { kind: "region" }, from: tuesday, to: tuesday, reason: "Neve" };
  expect((await put("/v1/closures/snow", healthOffice, closure)).status).toBe(201);

  const feed = await trial.now.call("GET", "/v1/survey-days.ics?level=primary");
  expect(feed.headers["content-type"]).toBe("text/calendar; charset=utf-8");
  const begins = [...feed.text.matchAll(/DTSTART;VALUE=DATE:(\d{4})(\d{2})(\d{2})\r\n/g)].map(
    ([, year, month, day]) => `${year}-${month}-${day}`,
  );
  const list = await trial.now.call("GET", "/v1/survey-days?level=primary");
  const { items } = surveyDays.parse(list.body);
  expect(begins).toEqual(items.map(({ date }) => date));
  expect(begins).toContain(thursday);
  expect(begins).not.toContain(tuesday);
  expect(feed.text).toContain("SUMMARY:Assenze da inserire");
  expect(new Set(feed.text.match(/^UID:.*$/gm)).size).toBe(begins.length);
});

test("the feed is in English for a reader of English", async () => {
  const feed = await trial.now.call("GET", "/v1/survey-days.ics", { headers: { "accept-language": "en" } });
  expect(feed.text).toContain("SUMMARY:Absences to enter");
});
