import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { InstituteCode, SiteCode } from "../../../shared/domain/codes.ts";
import { defaultLanguage } from "../../../shared/domain/language.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Institute } from "../../../shared/domain/registry/institute.ts";
import { operationsNoticeMessage } from "../../../shared/mail/operations-notice-message.ts";
import { pageUrl } from "../../../shared/page-paths.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { type OperatorNoticeDeps, tellOperators } from "./tell-operators.ts";

/**
 * Mails the operators, while the sites can still enter, about institutes with missing sites that get no reminder
 * because they have no address. The mail also lists contacts of such institutes that accept no mail.
 * @param missing the sites that have not reported, by institute
 * @param offices that own those sites, by institute
 */
export async function tellUnreachable(
  surveyDate: LocalDate,
  missing: ReadonlyMap<InstituteCode, readonly SiteCode[]>,
  institutes: readonly Institute[],
  offices: ReadonlyMap<InstituteCode, readonly OfficeCode[]>,
  deps: OperatorNoticeDeps & Pick<Deps, "webOrigin">,
): Promise<void> {
  const officesFor = ({ instituteCode }: { instituteCode: InstituteCode }) => offices.get(instituteCode);
  const about = { language: defaultLanguage, link: pageUrl(deps.webOrigin, "missing"), noticedAt: deps.now() };
  await tellOperators(
    {
      topic: "institutes-without-address",
      things: institutes.filter(({ contacts }) => contacts.length === 0),
      nameOf: ({ instituteCode }) => instituteCode,
      officesFor,
      messageOf: (fresh) =>
        operationsNoticeMessage({
          kind: "institutes-without-address",
          ...about,
          surveyDate,
          institutes: fresh.map(({ instituteCode, name }) => ({
            instituteCode,
            name,
            missingSites: missing.get(instituteCode)?.length ?? 0,
          })),
        }),
    },
    deps,
  );
  await tellOperators(
    {
      topic: "contacts-not-valid",
      things: institutes.flatMap(contactsNotValid),
      nameOf: ({ instituteCode, email, state }) => `${instituteCode} ${email} ${state}`,
      officesFor,
      messageOf: (fresh) => operationsNoticeMessage({ kind: "contacts-not-valid", ...about, contacts: fresh }),
    },
    deps,
  );
}

function contactsNotValid({ instituteCode, name, contacts }: Institute) {
  return contacts.flatMap(({ email, state }) => (state === "valid" ? [] : [{ instituteCode, name, email, state }]));
}
