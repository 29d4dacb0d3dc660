import pMap from "p-map";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { InstituteCode, SiteCode } from "../../../shared/domain/codes.ts";
import { defaultLanguage, type Language } from "../../../shared/domain/language.ts";
import type { LedgerKey } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Institute } from "../../../shared/domain/registry/institute.ts";
import type { ReminderRound } from "../../../shared/domain/survey/reminder.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";
import { reminderMessage } from "../../../shared/mail/reminder-message.ts";
import { pageUrl } from "../../../shared/page-paths.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { type MailFate, type MailOnceDeps, mailOnce } from "./mail-once.ts";

export type RemindingDeps = MailOnceDeps &
  Pick<Deps, "institutes" | "sites" | "reports" | "linkTokens" | "webOrigin" | "onDamaged">;

/** One reminder: the missing sites of an institute, and the number of addresses. */
export type Reminder = {
  surveyDate: LocalDate;
  round: ReminderRound;
  /** In whose name it is mailed. */
  officeCode: OfficeCode;
  instituteCode: InstituteCode;
  siteCodes: readonly SiteCode[];
  recipients: number;
};

/** Reads of one institute's reports at the same time. */
const readsAtOnce = 8;

/** Mails one institute, unless all its sites have reported meanwhile or it has no valid address. */
export async function remindInstitute(
  { surveyDate, round, officeCode, instituteCode, siteCodes, recipients }: Reminder,
  deps: RemindingDeps,
): Promise<MailFate> {
  const key: LedgerKey = { surveyDate, kind: "reminder", officeCode, recipient: instituteCode, round };
  return mailOnce(
    {
      key,
      detail: { siteCodes, recipients },
      repeatable: false,
      prepare: async () => {
        const stillMissing = await withoutReport(surveyDate, siteCodes, deps);
        if (stillMissing.length === 0) return { kind: "skip", reason: "reported-meanwhile" };
        const [institute, sites] = await Promise.all([
          deps.institutes.get(instituteCode, { consistent: true }),
          deps.sites.getMany(stillMissing, deps.onDamaged),
        ]);
        const to = institute === undefined ? [] : validAddresses(institute);
        if (institute === undefined || to.length === 0) return { kind: "skip", reason: "no-valid-address" };
        const token = await deps.linkTokens.sign(instituteCode, surveyDate);
        const names = new Map(sites.map(({ siteCode, name }) => [siteCode, name]));
        const message = reminderMessage({
          language: institute.language,
          institute,
          surveyDate,
          window: surveyWindow(surveyDate),
          // A site that cannot be read is still missing.
          sites: stillMissing.toSorted().map((siteCode) => ({ siteCode, name: names.get(siteCode) ?? siteCode })),
          link: linkTo(deps.webOrigin, token, institute.language),
          round,
        });
        return { kind: "mail", mail: { to, ...message }, detail: { siteCodes: stillMissing } };
      },
    },
    deps,
  );
}

async function withoutReport(
  surveyDate: LocalDate,
  siteCodes: readonly SiteCode[],
  deps: Pick<Deps, "reports">,
): Promise<SiteCode[]> {
  const reports = await pMap(siteCodes, (siteCode) => deps.reports.get(siteCode, surveyDate, { consistent: true }), {
    concurrency: readsAtOnce,
  });
  return siteCodes.filter((_, index) => reports[index] === undefined);
}

/** Pages use the default language when a person has not chosen one, so the link names only other languages. */
function linkTo(webOrigin: string, token: string, language: Language): string {
  return pageUrl(webOrigin, "enter", language === defaultLanguage ? { token } : { token, language });
}

/** The addresses of the institute that accept mail. */
export function validAddresses({ contacts }: Institute): string[] {
  return contacts.filter(({ state }) => state === "valid").map(({ email }) => email);
}
