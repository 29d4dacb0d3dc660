import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import type { DaySheet } from "../../shared/domain/survey/day-sheet.ts";
import { daySheetOf, type Row } from "./day-sheet-of.ts";

/** Days of sites that come and go, with everything hygiene knows of strewn over them; the same for the same seed. */
export function randomDays(seed: number, siteCount: number, dayCount: number): DaySheet[] {
  const generator = mersenne(seed);
  const random = () => uniformFloat64(generator);
  const sites = Array.from({ length: siteCount }, (_, i) => ({
    siteCode: `MIEE8${String(i).padStart(4, "0")}X`,
    level: i % 3 === 0 ? ("lower-secondary" as const) : ("primary" as const),
    pupils: 20 + Math.floor(600 * random()),
    rate: 0.02 + 0.1 * random(),
  }));
  return Array.from({ length: dayCount }, (_, day) => {
    const everywhere = random() < 0.1 ? dayFlags.yearStart : 0;
    const wave = random() < 0.15 ? 2.5 : 1;
    const rows = sites.flatMap(({ rate, ...site }): Row[] => {
      const draw = random();
      if (draw < 0.03) return [];
      if (draw < 0.1) return [site];
      const flags =
        everywhere |
        (draw > 0.97 ? dayFlags.strike : 0) |
        (draw > 0.94 && draw < 0.96 ? dayFlags.alarmed : 0) |
        (draw > 0.92 && draw < 0.93 ? dayFlags.exempt : 0);
      const outbreak = random() < 0.05 ? 0.25 : 0;
      const share = Math.min(1, Math.max(0, rate * wave * (0.6 + 0.8 * random()) + outbreak * random()));
      return [{ ...site, absent: Math.round(site.pupils * share), flags }];
    });
    return daySheetOf(addDays("2025-01-07", day), rows, "primary");
  });
}
