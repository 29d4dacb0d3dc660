import { useQueryClient } from "@tanstack/react-query";
import { Button } from "design-react-kit";
import { useState } from "react";
import { addDays, weekdayOf } from "../../shared/domain/calendar/local-date.ts";
import { levels } from "../../shared/domain/codes.ts";
import { spellCount, spellDecimal } from "../../shared/words/spelled-number.ts";
import { spellDate, spellShortDate } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useApi, useReply } from "../api/use-reply.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAction } from "../parts/use-action.ts";
import { WithReply } from "../parts/with-reply.tsx";
import { useEntryWords, useLanguage, useOfficeWords } from "../words/language.tsx";
import { draftOf, type PolicyDraft, type PolicyPart, policyParts, readPolicyDraft } from "./policy-draft.ts";

type Backtest = ReplyBody<"post-backtest">;
type Outcome = Backtest["proposed"];

/** The alert policy: edit it, try it on the past, activate it. */
export function PolicyPage() {
  const text = useOfficeWords().policy;
  const policy = useReply("get-alert-policy", {});
  return (
    <Page title={text.title} lead={text.lead}>
      <WithReply reply={policy}>{({ body }) => <PolicyEditor key={body.version} inForce={body} />}</WithReply>
    </Page>
  );
}

function PolicyEditor({ inForce }: { inForce: ReplyBody<"get-alert-policy"> }) {
  const text = useOfficeWords().policy;
  const { language } = useLanguage();
  const call = useApi();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(inForce.policy, language));
  const [tried, setTried] = useState<{ draft: PolicyDraft; backtest: Backtest }>();
  const trial = useAction();
  const activation = useAction();
  const read = readPolicyDraft(draft);
  const isRunning = trial.isRunning || activation.isRunning;
  const isCurrent = tried?.draft === draft;

  function tryOut() {
    if (read.kind !== "policy") return;
    void trial.run(async () => {
      const { body } = await call("post-backtest", { body: { policy: read.policy } });
      setTried({ draft, backtest: body });
    });
  }

  function activate(backtest: Backtest) {
    void activation.run(async () => {
      const { policy, backtestId } = backtest;
      await call("put-alert-policy", { body: { policy, backtestId }, ifMatch: inForce.version });
      await queries.invalidateQueries({ queryKey: ["get-alert-policy"] });
    });
  }

  return (
    <>
      <p role="status">{text.version(inForce.version)}</p>
      {policyParts.map((part) => (
        <PartFields
          key={part}
          part={part}
          draft={draft}
          faulty={read.kind === "faulty" ? read.names : []}
          onChange={setDraft}
        />
      ))}
      {read.kind === "faulty" && <Notice kind="danger" title={text.faulty} urgent />}
      {trial.state.kind === "failed" && <FaultNotice fault={trial.state.fault} />}
      <Button color="primary" outline disabled={isRunning || read.kind === "faulty"} onClick={tryOut}>
        {trial.isRunning ? text.trying : text.try}
      </Button>
      {tried !== undefined && (
        <>
          <BacktestView backtest={tried.backtest} />
          {!isCurrent && <Notice kind="warning" title={text.changed} urgent />}
          {activation.state.kind === "failed" && <FaultNotice fault={activation.state.fault} />}
          <Button color="primary" disabled={isRunning || !isCurrent} onClick={() => activate(tried.backtest)}>
            {text.activate}
          </Button>
        </>
      )}
    </>
  );
}

type PartFieldsProps = {
  part: PolicyPart;
  draft: PolicyDraft;
  faulty: readonly string[];
  onChange: (draft: PolicyDraft) => void;
};

function PartFields({ part, draft, faulty, onChange }: PartFieldsProps) {
  const levelNames = useEntryWords().levels;
  const text = useOfficeWords().policyTerms;
  const { title, hint, enabled } = text.parts[part];
  const names: (readonly [string, string])[] = [
    ...Object.entries(text[part]),
    ...(part === "levelThresholds" ? levels.map((level) => [level, text.level(levelNames[level])] as const) : []),
  ];
  return (
    <fieldset className="policy-part">
      <legend>{title}</legend>
      <p>{hint}</p>
      <div className="choice">
        <input
          id={`enabled-${part}`}
          type="checkbox"
          checked={draft.enabled[part]}
          onChange={({ target }) => onChange({ ...draft, enabled: { ...draft.enabled, [part]: target.checked } })}
        />
        <label htmlFor={`enabled-${part}`}>{enabled}</label>
      </div>
      <Disclosure summary={text.numbers}>
        <div className="policy-numbers">
          {names.map(([name, label]) => (
            <TextField
              key={name}
              label={label}
              inputMode="decimal"
              maxLength={12}
              value={draft.numbers[`${part}.${name}`] ?? ""}
              isFaulty={faulty.includes(`${part}.${name}`)}
              onChange={(typed) => onChange({ ...draft, numbers: { ...draft.numbers, [`${part}.${name}`]: typed } })}
            />
          ))}
        </div>
      </Disclosure>
    </fieldset>
  );
}

function BacktestView({ backtest }: { backtest: Backtest }) {
  const text = useOfficeWords().policy;
  const { language } = useLanguage();
  const { proposed, active } = backtest;
  const rows: (readonly [string, (outcome: Outcome) => string])[] = [
    [text.rows.mails, ({ mails }) => spellCount(mails, language)],
    [
      text.rows.siteAlerts,
      ({ siteAlerts, siteAlertsTotal = siteAlerts.length }) => spellCount(siteAlertsTotal, language),
    ],
    [
      text.rows.territoryAlerts,
      (outcome) => spellCount(outcome.territoryAlertsTotal ?? outcome.territoryAlerts.length, language),
    ],
    [text.rows.perYear, ({ alertsPerSiteYear }) => spellDecimal(alertsPerSiteYear, language, 2)],
    [text.rows.assessable, ({ assessableDays }) => spellCount(assessableDays, language)],
    [text.rows.siteDays, ({ siteDays }) => spellCount(siteDays, language)],
  ];
  return (
    <section aria-label={text.result}>
      <h2>{text.result}</h2>
      <p>{text.period(spellDate(backtest.from, language), spellDate(backtest.to, language))}</p>
      {proposed.days.length === 0 && <Notice kind="warning" title={text.noDays} />}
      {proposed.days.length > 0 && proposed.assessableDays === 0 && <Notice kind="warning" title={text.noAssessable} />}
      <DataTable caption={text.result} headings={[text.what, text.proposed, text.active]}>
        {rows.map(([name, shown]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{shown(proposed)}</td>
            <td>{shown(active)}</td>
          </tr>
        ))}
      </DataTable>
      <Weeks proposed={proposed} active={active} />
    </section>
  );
}

function Weeks({ proposed, active }: { proposed: Outcome; active: Outcome }) {
  const text = useOfficeWords().policy;
  const { language } = useLanguage();
  const [ours, theirs] = [weeksOf(proposed), weeksOf(active)];
  return (
    <DataTable
      caption={text.weeks}
      showCaption
      headings={[text.week, text.mailsProposed, text.mailsActive, text.sitesProposed, text.sitesActive]}
    >
      {[...ours].toReversed().map(([monday, { mails, sites }]) => (
        <tr key={monday}>
          <th scope="row">{spellShortDate(monday, language)}</th>
          <td>{mails}</td>
          <td>{theirs.get(monday)?.mails ?? 0}</td>
          <td>{sites}</td>
          <td>{theirs.get(monday)?.sites ?? 0}</td>
        </tr>
      ))}
    </DataTable>
  );
}

const daysAfterMonday = {
  monday: 0,
  tuesday: 1,
  wednesday: 2,
  thursday: 3,
  friday: 4,
  saturday: 5,
  sunday: 6,
} as const;

/** Digests and signalling sites of each week, by its Monday. A digest covers all territories of its day. */
function weeksOf({ days }: Outcome): Map<string, { mails: number; sites: number }> {
  const weeks = new Map<string, { mails: number; sites: number }>();
  const mailed = new Set<string>();
  for (const day of days.toSorted((one, other) => (one.date < other.date ? -1 : 1))) {
    const monday = addDays(day.date, -daysAfterMonday[weekdayOf(day.date)]);
    const known = weeks.get(monday) ?? { mails: 0, sites: 0 };
    const isNewMail = day.mailed && !mailed.has(day.date);
    if (day.mailed) mailed.add(day.date);
    weeks.set(monday, { mails: known.mails + Number(isNewMail), sites: known.sites + day.sites });
  }
  return weeks;
}
