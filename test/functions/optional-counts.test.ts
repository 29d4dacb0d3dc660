import { expect, test } from "vitest";
import { eachByName, optionalCountNames, optionalCounts } from "../../shared/domain/survey/optional-counts.ts";
import { csvWords } from "../../shared/words/in-every-language.ts";
import { document } from "../rig/openapi-check.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { own, primary, secondary, settleTown, territory, thursday } from "./small-town.ts";

const trial = worldOfEachTest();

/** A different number for each, all of them told in an export. */
const given = eachByName(({ name }) => 5 + optionalCountNames.indexOf(name));
const absent = 60;

test.each(optionalCounts)("a correction of $name alone reaches every reader", async ({ name }) => {
  const town = await settleTown(trial.now);
  trial.now.setNow(`${thursday}T00:10:00+01:00`);
  await trial.now.run("open-survey-day");
  trial.now.setNow(`${thursday}T09:00:00+01:00`);
  const first = { absent, ...given };
  const { [name]: _, ...without } = first;
  const corrected = { ...first, [name]: absent };
  const get = (target: string, token = town.school) => trial.now.call("GET", target, { token });

  expect(await town.report(primary, thursday, without)).toMatchObject({ status: 201, body: without });
  const change = await town.report(primary, thursday, corrected, { "if-match": '"1"' });
  expect(change).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: corrected });
  const again = await town.report(primary, thursday, corrected, { "if-match": '"1"' });
  expect(again).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  expect(await town.report(primary, thursday, first, { "if-match": '"1"' })).toMatchObject({ status: 412 });
  expect(await town.report(primary, thursday, { ...first, [name]: absent + 1 }, { "if-match": '"2"' })).toMatchObject({
    status: 422,
    problem: `${name}-exceeds-absent`,
  });
  const bulk = await town.put(`/v1/institutes/${own}/absence-reports/${thursday}`, town.school, {
    items: [{ siteCode: secondary, ...first }],
  });
  expect(bulk.body).toMatchObject({ items: [{ status: 201, report: first }] });

  const report = `/v1/sites/${primary}/absence-reports`;
  expect((await get(`${report}/${thursday}`)).body).toMatchObject({ ...corrected, revisions: [without] });
  expect((await get(`${report}/${thursday}`)).body).not.toHaveProperty(`revisions.0.${name}`);
  expect((await get(report)).body).toMatchObject({ items: [corrected] });
  const shown = [
    { siteCode: primary, ...corrected },
    { siteCode: secondary, ...first },
  ];
  expect((await get(`/v1/institutes/${own}`)).body).toMatchObject({ due: [{ sites: shown }] });
  const heard = await get(`/v1/survey-days/${thursday}/sites?state=on-time`, town.healthOffice);
  expect(heard.body).toMatchObject({ items: shown });

  trial.now.setNow("2023-02-18T00:10:00+01:00");
  await trial.now.run("close-survey-day");
  const sheet = await trial.now.deps.surveyDays.sheet(territory, thursday);
  expect(sheet?.siteCodes.indexOf(primary)).toBe(0);
  expect(sheet?.[name]?.[0]).toBe(absent);
  const csv = await get(`/v1/exports/absence-reports?month=2023-02&territory=${territory}`, town.healthOffice);
  const [headings = [], cells = []] = csv.text.split("\r\n").map((line) => line.split(";"));
  expect(cells[headings.indexOf(csvWords.it.headings[name])]).toBe(String(absent));

  trial.now.setNow("2023-02-18T03:30:00+01:00");
  await trial.now.run("watch");
  expect((await trial.now.deps.surveyDays.state(territory, thursday))?.compared).toMatchObject({ differing: 0 });
  expect(JSON.stringify(document)).toContain(`"${name}"`);
});
