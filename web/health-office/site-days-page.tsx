import { useQueryClient } from "@tanstack/react-query";
import { Button } from "design-react-kit";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { addDays, formatInstant, startOfLocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { Language } from "../../shared/domain/language.ts";
import { spellRate } from "../../shared/words/spelled-number.ts";
import { spellInstant } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useApi, useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FurtherPages } from "../parts/further-pages.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAction } from "../parts/use-action.ts";
import { WithReply } from "../parts/with-reply.tsx";
import { useEntryWords, useLanguage, useOfficeWords } from "../words/language.tsx";
import { fateWords } from "./ledger-words.ts";
import { WithSurveyDay } from "./with-survey-day.tsx";
import type { SurveyDay } from "./with-years.tsx";

type SiteDay = ReplyBody<"list-survey-day-sites">["items"][number];
type State = SiteDay["state"] | "all";
const states = [
  "missing",
  "late",
  "on-time",
  "exempt",
  "unexpected",
  "unreadable",
  "all",
] as const satisfies readonly State[];

/** The sites of a survey day. The page first shows the missing ones. */
export function SiteDaysPage() {
  const text = useOfficeWords().siteDays;
  const [state, setState] = useState<State>("missing");
  return (
    <Page title={text.title} lead={text.lead}>
      <WithSurveyDay
        filters={
          <ChoiceField
            label={text.state}
            value={state}
            choices={states.map((one) => [one, text.states[one]])}
            onChange={(chosen) => setState(states.find((one) => one === chosen) ?? state)}
          />
        }
      >
        {(day) => (
          <FurtherPages key={`${day.date} ${state}`}>
            {(cursor, more) => <SiteDayPage day={day} state={state} cursor={cursor} more={more} />}
          </FurtherPages>
        )}
      </WithSurveyDay>
    </Page>
  );
}

type SiteDayPageProps = {
  day: SurveyDay;
  state: State;
  cursor: string | undefined;
  more: (next: string | undefined) => ReactNode;
};

function SiteDayPage({ day, state, cursor, more }: SiteDayPageProps) {
  const text = useOfficeWords().siteDays;
  const query = { ...(cursor === undefined ? {} : { cursor }), ...(state === "all" ? {} : { state }) };
  const sites = useReply("list-survey-day-sites", { path: { date: day.date }, query });
  return (
    <WithReply reply={sites}>
      {({ body }) =>
        body.items.length === 0 ? (
          <Notice
            kind={state === "missing" ? "success" : "info"}
            title={state === "missing" ? text.emptyMissing : text.empty}
          />
        ) : (
          <>
            <SiteDayTable day={day} sites={body.items} />
            {more(body.cursor)}
          </>
        )
      }
    </WithReply>
  );
}

function SiteDayTable({ day, sites }: { day: SurveyDay; sites: readonly SiteDay[] }) {
  const levelNames = useEntryWords().levels;
  const text = useOfficeWords().siteDays;
  const { language } = useLanguage();
  const [reopening, setReopening] = useState<SiteDay>();
  const [wasReopened, setWasReopened] = useState(false);
  const canReopen = day.state === "closed";
  return (
    <>
      {wasReopened && <Notice kind="success" title={text.reopened} urgent />}
      {reopening !== undefined && (
        <ReopenForm
          key={reopening.siteCode}
          day={day}
          site={reopening}
          onDone={() => {
            setReopening(undefined);
            setWasReopened(true);
          }}
        />
      )}
      <DataTable
        caption={text.caption}
        headings={[
          text.site,
          text.institute,
          text.place,
          text.numbers,
          text.contact,
          text.mail,
          ...(canReopen ? [text.reopen] : []),
        ]}
      >
        {sites.map((site) => (
          <tr key={site.siteCode}>
            <th scope="row">
              {site.name ?? site.siteCode}
              <br />
              <small>{site.siteCode}</small>
            </th>
            <td>{site.instituteCode}</td>
            <td>
              {site.territory}
              {site.level !== undefined && `, ${levelNames[site.level]}`}
            </td>
            <td>{numbersOf(site, language)}</td>
            <td>{site.contactState !== undefined && text.contacts[site.contactState]}</td>
            <td>
              <MailState mail={site.mail} />
            </td>
            {canReopen && (
              <td>
                <Button
                  color="primary"
                  outline
                  size="xs"
                  aria-label={text.reopenTitle(site.name ?? site.siteCode)}
                  onClick={() => {
                    setReopening(site);
                    setWasReopened(false);
                  }}
                >
                  {text.reopen}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </DataTable>
    </>
  );
}

function MailState({ mail }: { mail: SiteDay["mail"] }) {
  const text = useOfficeWords().siteDays;
  const ledger = useOfficeWords().ledger;
  const { language } = useLanguage();
  if (mail === undefined) return text.noMail;
  return `${fateWords(mail, ledger)}${mail.at === undefined ? "" : `, ${spellInstant(new Date(mail.at), language)}`}`;
}

function numbersOf({ absent, pupils, absenceRate }: SiteDay, language: Language): string {
  if (absent === undefined) return "–";
  const rate = absenceRate === undefined ? "" : ` (${spellRate(absenceRate, language)})`;
  return `${absent}/${pupils ?? "?"}${rate}`;
}

/** Opens the closed day again for one site, until the end of a chosen day. */
function ReopenForm({ day, site, onDone }: { day: SurveyDay; site: SiteDay; onDone: () => void }) {
  const text = useOfficeWords().siteDays;
  const call = useApi();
  const queries = useQueryClient();
  const { state, isRunning, run } = useAction();
  const heading = useRef<HTMLHeadingElement>(null);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");

  // In a long list of sites, the button may be far below.
  useEffect(() => heading.current?.focus(), []);

  function reopen(event: FormEvent) {
    event.preventDefault();
    if (until === "" || reason.trim() === "") return;
    void run(async () => {
      const end = formatInstant(startOfLocalDate(addDays(until, 1)));
      await call("post-reopening", {
        path: { siteCode: site.siteCode, date: day.date },
        body: { until: end, reason: reason.trim() },
      });
      await queries.invalidateQueries({ queryKey: ["list-survey-day-sites"] });
      onDone();
    });
  }

  return (
    <form className="site-entry" onSubmit={reopen}>
      <h2 ref={heading} tabIndex={-1}>
        {text.reopenTitle(site.name ?? site.siteCode)}
      </h2>
      <TextField label={text.until} type="date" value={until} onChange={setUntil} required />
      <TextField label={text.reason} value={reason} onChange={setReason} maxLength={500} required />
      {state.kind === "failed" && <FaultNotice fault={state.fault} />}
      <Button color="primary" type="submit" disabled={isRunning}>
        {text.reopen}
      </Button>
    </form>
  );
}
