import { expect, test } from "vitest";
import { enrolmentStore, supersededMax } from "../../shared/store/enrolment-store.ts";
import { refuseDamaged } from "../../shared/store/parse-item.ts";
import { onEachEngine } from "./on-each-engine.ts";

const siteCode = "MIEE8AN02L";
const step = (validFrom: string, pupils: number) => ({ validFrom, pupils, classes: 10 });
const by = "office:MIIC8AN00E";
const at = (minute: number) => new Date(Date.UTC(2018, 8, 1, 8, minute));

onEachEngine("the enrolment archive", (world) => {
  const enrolments = () => enrolmentStore(world.database);

  test("the same counts entered again change nothing", async () => {
    expect(await enrolments().put(siteCode, step("2018-09-01", 224), { by, at: at(0) })).toBe("saved");
    expect(await enrolments().put(siteCode, step("2018-09-01", 224), { by: "other", at: at(1) })).toBe("unchanged");
    const { items } = await enrolments().list(siteCode, { limit: 10 }, refuseDamaged);
    expect(items).toEqual([{ ...step("2018-09-01", 224), enteredAt: at(0), enteredBy: by, superseded: [] }]);
  });

  test("other counts for the same date keep the earlier ones readable", async () => {
    for (const [minute, pupils] of [224, 225, 224].entries()) {
      expect(await enrolments().put(siteCode, step("2018-09-01", pupils), { by, at: at(minute) })).toBe("saved");
    }
    const { items } = await enrolments().list(siteCode, { limit: 10 }, refuseDamaged);
    expect(items).toEqual([
      {
        ...step("2018-09-01", 224),
        enteredAt: at(2),
        enteredBy: by,
        superseded: [
          { pupils: 224, classes: 10, enteredAt: at(0), enteredBy: by },
          { pupils: 225, classes: 10, enteredAt: at(1), enteredBy: by },
        ],
      },
    ]);
  });

  test("a date can be counted anew so many times, and once more is refused", async () => {
    for (let change = 0; change <= supersededMax; change++) {
      expect(await enrolments().put(siteCode, step("2018-09-01", 100 + change), { by, at: at(change) })).toBe("saved");
    }
    expect(await enrolments().put(siteCode, step("2018-09-01", 99), { by, at: at(59) })).toBe("too-many-revisions");
    const { items } = await enrolments().list(siteCode, { limit: 1 }, refuseDamaged);
    expect(items[0]).toMatchObject({ pupils: 100 + supersededMax });
    expect(items[0]?.superseded).toHaveLength(supersededMax);
  });

  test("counts entered at once for the same date are all there afterwards", async () => {
    await Promise.all(
      [1, 2, 3, 4].map((pupils) => enrolments().put(siteCode, step("2018-09-01", pupils), { by, at: at(pupils) })),
    );
    const { items } = await enrolments().list(siteCode, { limit: 1 }, refuseDamaged);
    const counts = [items[0]?.pupils, ...(items[0]?.superseded ?? []).map(({ pupils }) => pupils)];
    expect(counts.toSorted()).toEqual([1, 2, 3, 4]);
  });

  test("the step in force is the last one that began on the date or before", async () => {
    await enrolments().put(siteCode, step("2018-09-01", 224), { by, at: at(0) });
    await enrolments().put(siteCode, step("2018-10-15", 226), { by, at: at(1) });
    expect(await enrolments().on(siteCode, "2018-08-31")).toBeUndefined();
    expect(await enrolments().on(siteCode, "2018-09-01")).toEqual(step("2018-09-01", 224));
    expect(await enrolments().on(siteCode, "2018-10-14")).toEqual(step("2018-09-01", 224));
    expect(await enrolments().on(siteCode, "2018-10-15")).toEqual(step("2018-10-15", 226));
    expect(await enrolments().on("MIEE8AN01G", "2018-10-15")).toBeUndefined();
  });

  test("the history is read latest first, page by page to its end", async () => {
    const dates = Array.from({ length: 7 }, (_, index) => `2018-09-0${index + 1}`);
    for (const date of dates) await enrolments().put(siteCode, step(date, 224), { by, at: at(0) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const request = { limit: 3, ...(cursor === undefined ? {} : { cursor }) };
      const page = await enrolments().list(siteCode, request, refuseDamaged);
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ validFrom }) => validFrom));
      cursor = page.cursor;
    } while (cursor !== undefined && seen.length < 20);
    expect(seen).toEqual(dates.toReversed());
  });
});
