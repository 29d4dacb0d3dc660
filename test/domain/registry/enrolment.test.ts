import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import {
  type Enrolment,
  enrolmentOn,
  enrolmentWarnings,
  stepsOnSiteMax,
  withStep,
} from "../../../shared/domain/registry/enrolment.ts";

const september: Enrolment = { validFrom: "2022-09-12", pupils: 224, classes: 11 };
const january: Enrolment = { validFrom: "2023-01-09", pupils: 226, classes: 11 };

describe("the enrolment in force", () => {
  test.each([
    ["2022-09-11", undefined],
    ["2022-09-12", september],
    ["2023-01-08", september],
    ["2023-01-09", january],
    ["2030-01-01", january],
  ])("on %s", (date, enrolment) => {
    expect(enrolmentOn([september, january], date)).toEqual(enrolment);
  });
});

describe("a new step", () => {
  test("takes its place by date, also when it is registered afterwards", () => {
    expect(withStep([january], september)).toEqual([september, january]);
    expect(withStep([september], january)).toEqual([september, january]);
  });

  test("replaces the one that begins on the same day", () => {
    const corrected = { ...january, pupils: 227 };
    expect(withStep([september, january], corrected)).toEqual([september, corrected]);
  });

  test("leaves the latest steps on the site, in order, whatever the order of registration", () => {
    const step = fc.record({
      validFrom: fc.nat(30).map((days) => addDays("2022-09-01", days)),
      pupils: fc.nat(900),
      classes: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (registered) => {
        const steps = registered.reduce<Enrolment[]>(withStep, []);
        const dates = steps.map(({ validFrom }) => validFrom);
        expect(dates).toEqual([...new Set(dates)].toSorted());
        expect(steps.length).toBeLessThanOrEqual(stepsOnSiteMax);
        // A step is only missing when it was followed by eight later ones.
        const last = registered.at(-1);
        if (last !== undefined && !steps.includes(last)) {
          expect(steps).toHaveLength(stepsOnSiteMax);
          expect(dates.every((date) => date > last.validFrom)).toBe(true);
        }
      }),
    );
  });
});

describe("an enrolment is asked back", () => {
  const moves = "enrolment-moves-over-25-percent";
  const crowded = "over-35-pupils-per-class";
  test.each([
    ["the first one", undefined, { pupils: 224, classes: 11 }, []],
    ["exactly a quarter more", { pupils: 200 }, { pupils: 250, classes: 10 }, []],
    ["one pupil over a quarter more", { pupils: 200 }, { pupils: 251, classes: 10 }, [moves]],
    ["exactly a quarter fewer", { pupils: 200 }, { pupils: 150, classes: 10 }, []],
    ["one pupil over a quarter fewer", { pupils: 200 }, { pupils: 149, classes: 10 }, [moves]],
    ["a site that was empty", { pupils: 0 }, { pupils: 1, classes: 1 }, [moves]],
    ["a site that stays empty", { pupils: 0 }, { pupils: 0, classes: 0 }, []],
    ["35 pupils a class", undefined, { pupils: 350, classes: 10 }, []],
    ["one pupil over 35 a class", undefined, { pupils: 351, classes: 10 }, [crowded]],
    ["pupils without a class", undefined, { pupils: 1, classes: 0 }, [crowded]],
    ["both at once", { pupils: 100 }, { pupils: 400, classes: 10 }, [moves, crowded]],
  ])("%s", (_, previous, next, warnings) => {
    expect(enrolmentWarnings(previous, next)).toEqual(warnings);
  });
});
