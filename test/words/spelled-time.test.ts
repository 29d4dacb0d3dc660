import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { spellDate, spellInstant, spellLastMinute, spellShortDate } from "../../shared/words/spelled-time.ts";

describe.each(["UTC", "Europe/Rome", "America/New_York", "Pacific/Auckland"])(
  "times as people read them, in a process in %s",
  (zone) => {
    beforeEach(() => {
      vi.stubEnv("TZ", zone);
      expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    });
    afterEach(() => vi.unstubAllEnvs());

    it.each([
      ["2023-03-14", "martedì 14 marzo 2023", "Tuesday 14 March 2023", "mar 14 mar", "Tue 14 Mar"],
      ["2023-06-01", "giovedì 1 giugno 2023", "Thursday 1 June 2023", "gio 1 giu", "Thu 1 Jun"],
      ["2024-02-29", "giovedì 29 febbraio 2024", "Thursday 29 February 2024", "gio 29 feb", "Thu 29 Feb"],
    ])("%s", (date, it, en, shortIt, shortEn) => {
      expect([spellDate(date, "it"), spellDate(date, "en")]).toEqual([it, en]);
      expect([spellShortDate(date, "it"), spellShortDate(date, "en")]).toEqual([shortIt, shortEn]);
    });

    it.each([
      ["2023-03-15T23:00:00Z", "23:59 di mercoledì 15 marzo", "23:59 on Wednesday 15 March"],
      ["2023-03-15T12:30:00Z", "13:29 di mercoledì 15 marzo", "13:29 on Wednesday 15 March"],
      // The clocks change on 26 March and 29 October 2023.
      ["2023-03-26T22:00:00Z", "23:59 di domenica 26 marzo", "23:59 on Sunday 26 March"],
      ["2023-10-29T23:00:00Z", "23:59 di domenica 29 ottobre", "23:59 on Sunday 29 October"],
    ])("until %s, excluded", (end, it, en) => {
      expect(spellLastMinute(new Date(end), "it")).toBe(it);
      expect(spellLastMinute(new Date(end), "en")).toBe(en);
    });

    it("midnight is 00:00 of the day that begins", () => {
      expect(spellInstant(new Date("2023-03-15T23:00:00Z"), "it")).toBe("00:00 di giovedì 16 marzo");
    });
  },
);

test("times and dates in German, with the months of Südtirol", () => {
  expect(spellDate("2027-01-05", "de")).toBe("Dienstag, 5. Jänner 2027");
  expect(spellShortDate("2023-03-14", "de")).toBe("Di., 14. März");
  expect(spellLastMinute(new Date("2023-03-15T23:00:00Z"), "de")).toBe("23:59 Uhr am Mittwoch, 15. März");
});
