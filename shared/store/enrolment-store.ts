import * as z from "zod";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { SiteCode } from "../domain/codes.ts";
import type { Enrolment } from "../domain/registry/enrolment.ts";
import type { Database } from "./database.ts";
import { type PageRequest, readPage, type StoredPage } from "./page.ts";
import { itemParser, type OnDamaged } from "./parse-item.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { storedCount, storedDate, storedInstant } from "./stored-fields.ts";

/** Counts entered for a date, and their author. */
type EnrolmentEntry = { pupils: number; classes: number; enteredAt: Date; enteredBy: string };

/** One step in the archive; `superseded` are the counts entered earlier for the same date, oldest first. */
type ArchivedEnrolment = Enrolment & EnrolmentEntry & { superseded: readonly EnrolmentEntry[] };

export type EnrolmentStore = {
  /** The same counts again change nothing. Other counts for the same date keep the earlier ones readable. */
  put(
    siteCode: SiteCode,
    step: Enrolment,
    entered: { by: string; at: Date },
  ): Promise<"saved" | "unchanged" | "too-many-revisions">;
  /** Latest first. */
  list(siteCode: SiteCode, page: PageRequest, onDamaged: OnDamaged): Promise<StoredPage<ArchivedEnrolment>>;
  /** The step valid on the date. It also finds steps older than those that the site holds. */
  on(siteCode: SiteCode, date: LocalDate, options?: { consistent?: boolean }): Promise<Enrolment | undefined>;
};

/** Maximum of earlier counts for one date. */
export const supersededMax = 50;

const entryItem = z
  .object({ pupils: storedCount, classes: storedCount, at: storedInstant, by: z.string() })
  .transform(({ pupils, classes, at, by }): EnrolmentEntry => ({ pupils, classes, enteredAt: at, enteredBy: by }));

const enrolmentItem = z
  .object({
    validFrom: storedDate,
    pupils: storedCount,
    classes: storedCount,
    at: storedInstant,
    by: z.string(),
    superseded: z.array(entryItem),
  })
  .transform(({ at, by, ...step }): ArchivedEnrolment => ({ ...step, enteredAt: at, enteredBy: by }));

/** The archive of all enrolment steps. It is written before the site's own copy of the last steps. */
export function enrolmentStore(database: Database): EnrolmentStore {
  const parse = itemParser("enrolments", enrolmentItem);

  return {
    async put(siteCode, { validFrom, pupils, classes }, { by, at }) {
      const key = { siteCode, validFrom };
      const entry = { pupils, classes, at: at.getTime(), by };
      const first = () =>
        database.put(
          "enrolments",
          { ...key, ...entry, superseded: [] },
          { expression: "attribute_not_exists(#siteCode)" },
        );
      const supersede = (there: ArchivedEnrolment) =>
        database.update(
          "enrolments",
          key,
          {
            expression:
              "SET #superseded = list_append(#superseded, :there), #pupils = :pupils, #classes = :classes, #at = :at, #by = :by",
            values: { ...entry, there: [entryOf(there)] },
          },
          {
            expression: "size(#superseded) = :changes AND #pupils = :pupilsThere AND #classes = :classesThere",
            values: { changes: there.superseded.length, pupilsThere: there.pupils, classesThere: there.classes },
          },
        );
      let there: ArchivedEnrolment | undefined;
      return retryOnConflict(`enrolment ${siteCode} ${validFrom}`, async () => {
        const outcome = there === undefined ? await first() : await supersede(there);
        if (outcome.kind === "written") return "saved";
        there = outcome.current && parse(outcome.current);
        if (there?.pupils === pupils && there.classes === classes) return "unchanged";
        return there !== undefined && there.superseded.length >= supersededMax ? "too-many-revisions" : "conflict";
      });
    },

    list(siteCode, page, onDamaged) {
      const query = { table: "enrolments", partition: siteCode, descending: true } as const;
      return readPage(database, query, page, parse, onDamaged);
    },

    async on(siteCode, date, { consistent = false } = {}) {
      const pages = database.queryPages({
        table: "enrolments",
        partition: siteCode,
        sort: { upTo: date },
        consistent,
        descending: true,
        pageItemsMax: 1,
      });
      for await (const [item] of pages) {
        if (item === undefined) continue;
        const { validFrom, pupils, classes } = parse(item);
        return { validFrom, pupils, classes };
      }
      return undefined;
    },
  };
}

function entryOf({ pupils, classes, enteredAt, enteredBy }: EnrolmentEntry) {
  return { pupils, classes, at: enteredAt.getTime(), by: enteredBy };
}
