import { Button } from "design-react-kit";
import { Link } from "wouter";
import { eachByName, optionalCountNames } from "../../shared/domain/survey/optional-counts.ts";
import { pagePath } from "../../shared/page-paths.ts";
import type { EntryWords } from "../../shared/words/entry-words.ts";
import { spellCount, spellRate } from "../../shared/words/spelled-number.ts";
import { spellInstant, spellLastMinute, spellShortDate } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { Notice } from "../parts/notice.tsx";
import { useSession } from "../session/session-context.ts";
import { useEntryWords, useLanguage } from "../words/language.tsx";
import { emptyDraft, type SiteDraft } from "./draft.ts";
import { contentOf, hasOptionalCount } from "./draft-content.ts";
import type { SiteProblem } from "./site-problem.ts";

type Institute = ReplyBody<"get-institute">;
export type DueSurveyDay = Institute["due"][number];
export type DueSite = DueSurveyDay["sites"][number];

type SiteEntryProps = {
  site: DueSite;
  entry: Institute["sites"][number] | undefined;
  day: DueSurveyDay;
  draft: SiteDraft | undefined;
  problem: SiteProblem | undefined;
  disabled: boolean;
  onType: (draft: SiteDraft) => void;
  /** Deletes what was typed. */
  onDrop: () => void;
  /** Sends only this site. */
  onSend: (options: { confirm?: true; version?: number }) => void;
};

/** One site on one survey day: the report that was sent, or the fields to type it. */
export function SiteEntry(props: SiteEntryProps) {
  const { site, entry, draft } = props;
  const levelNames = useEntryWords().levels;
  const name = entry?.name ?? site.siteCode;
  return (
    <section className="site-entry" aria-label={name}>
      <div className="site-name">
        <h3>{name}</h3>
        <p>
          {site.siteCode}
          {entry !== undefined && ` · ${levelNames[entry.level]}`}
        </p>
      </div>
      {draft === undefined && site.state !== "due" ? <Sent {...props} /> : <Form {...props} />}
    </section>
  );
}

function Sent({ site, day, onType, disabled }: SiteEntryProps) {
  const text = useEntryWords().due;
  const { language } = useLanguage();
  if (site.state === "closed") return <p className="site-value">{text.exempt}</p>;
  if (site.state === "unreadable") return <p className="site-value">{text.unreadable}</p>;
  const { absent, pupils = 0, reason = "", version, enteredAt } = site;
  return (
    <>
      <p className="site-value">
        <strong>
          {absent === undefined
            ? text.reportedClosed(reason)
            : text.reported(absent, pupils === 0 ? "" : ` (${spellRate(absent / pupils, language)})`)}
        </strong>
        {optionalCountNames.map((name) => {
          const { [name]: count } = site;
          return count === undefined ? null : <span key={name}>{text.optionalCounts[name].sent(count)}</span>;
        })}
      </p>
      <p className="site-facts">
        {enteredAt !== undefined &&
          text.sentAt(spellInstant(new Date(enteredAt), language), enteredByWords(site.enteredBy ?? "", text))}{" "}
        {text.correctable(spellLastMinute(new Date(site.reopenedUntil ?? day.lateUntil), language))}
      </p>
      <Button
        color="primary"
        outline
        size="sm"
        disabled={disabled}
        onClick={() =>
          onType({
            absent: absent === undefined ? "" : String(absent),
            ...eachByName(({ name }) => String(site[name] ?? "")),
            closed: absent === undefined,
            reason,
            basedOn: version,
          })
        }
      >
        {text.correct}
      </Button>
    </>
  );
}

/** Accounts in the cloud have identifiers that mean nothing to a person. */
const opaqueAccount = /^[\da-f]{8}-[\da-f-]{27}$/;

function enteredByWords(enteredBy: string, text: EntryWords["due"]): string {
  if (enteredBy.startsWith("link:")) return text.byLink;
  return opaqueAccount.test(enteredBy) ? text.bySchool : text.byAccount(enteredBy);
}

function Form(props: SiteEntryProps) {
  const { site, draft = emptyDraft, problem, disabled, onType, onDrop } = props;
  const text = useEntryWords().due;
  const { language } = useLanguage();
  const { session } = useSession();
  if (site.pupils === undefined) {
    return (
      <Notice kind="warning">
        <p>{text.noEnrolment}</p>
        {session?.kind === "school-office" && <Link href={pagePath("enrolment")}>{text.registerEnrolment}</Link>}
      </Notice>
    );
  }
  const field = (part: string) => `${site.siteCode}-${part}`;
  const facts = [
    text.enrolled(spellCount(site.pupils, language)),
    ...(site.previous === undefined
      ? []
      : [text.previous(spellShortDate(site.previous.date, language), site.previous.absent)]),
  ].join(" · ");
  const fault = problem?.kind === "fault" ? text.faults[problem.fault] : undefined;
  return (
    <>
      <p className="site-facts" id={field("facts")}>
        {facts}
        {site.reopenedUntil !== undefined && (
          <>
            <br />
            {text.reopenedUntil(spellLastMinute(new Date(site.reopenedUntil), language))}
          </>
        )}
      </p>
      {!draft.closed && (
        <EntryField
          id={field("absent")}
          label={text.absent}
          placeholder={text.absentHint}
          value={draft.absent}
          disabled={disabled}
          describedBy={`${field("facts")} ${field("fault")}`}
          isFaulty={problem !== undefined}
          onType={(absent) => onType({ ...draft, absent })}
        />
      )}
      <p className="site-fault" id={field("fault")} hidden={fault === undefined}>
        {fault}
      </p>
      {problem !== undefined && problem.kind !== "fault" && <SiteTrouble {...props} problem={problem} text={text} />}
      <Disclosure summary={text.more} startsOpen={draft.closed || hasOptionalCount(draft)}>
        {!draft.closed &&
          optionalCountNames.map((name) => (
            <EntryField
              key={name}
              id={field(name)}
              label={text.optionalCounts[name].label}
              value={draft[name]}
              disabled={disabled}
              onType={(typed) => onType({ ...draft, [name]: typed })}
            />
          ))}
        <div className="choice">
          <input
            id={field("closed")}
            type="checkbox"
            checked={draft.closed}
            disabled={disabled}
            onChange={({ target }) => onType({ ...draft, closed: target.checked })}
          />
          <label htmlFor={field("closed")}>{text.siteClosed}</label>
        </div>
        {draft.closed && (
          <div className="site-number">
            <label htmlFor={field("reason")}>{text.reason}</label>
            <input
              id={field("reason")}
              className="form-control"
              type="text"
              maxLength={200}
              value={draft.reason}
              disabled={disabled}
              onChange={({ target }) => onType({ ...draft, reason: target.value })}
            />
          </div>
        )}
      </Disclosure>
      {site.state === "reported" && (
        <Button color="secondary" outline size="sm" onClick={onDrop} disabled={disabled}>
          {text.cancel}
        </Button>
      )}
    </>
  );
}

type EntryFieldProps = {
  id: string;
  label: string;
  placeholder?: string;
  value: string;
  disabled: boolean;
  describedBy?: string;
  isFaulty?: boolean;
  onType: (text: string) => void;
};

/** A number of pupils, big enough for a thumb. It is a text input, so that it holds exactly what was typed. */
function EntryField({ id, label, placeholder, value, disabled, describedBy, isFaulty, onType }: EntryFieldProps) {
  return (
    <div className="site-number">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="form-control"
        type="text"
        inputMode="numeric"
        autoComplete="off"
        maxLength={5}
        placeholder={placeholder}
        value={value}
        disabled={disabled}
        aria-describedby={describedBy}
        aria-invalid={isFaulty}
        onChange={({ target }) => onType(target.value)}
      />
    </div>
  );
}

type Trouble = Exclude<SiteProblem, { kind: "fault" }>;

/** The API's answer about this site, and what the person can do about it at once. */
function SiteTrouble({
  problem,
  draft = emptyDraft,
  disabled,
  onSend,
  onDrop,
  text,
}: SiteEntryProps & { problem: Trouble; text: EntryWords["due"] }) {
  const mine = contentOf(draft);
  switch (problem.kind) {
    case "warnings":
      return (
        <Notice kind="warning" title={text.check} urgent>
          {problem.warnings.map((warning) => (
            <p key={warning}>{text.warnings[warning]}</p>
          ))}
          <Button color="primary" size="sm" disabled={disabled} onClick={() => onSend({ confirm: true })}>
            {text.confirm}
          </Button>
        </Notice>
      );
    case "conflict": {
      const { current } = problem;
      const theirs = current.absent === undefined ? text.reportedClosed(current.reason ?? "") : String(current.absent);
      return (
        <Notice kind="warning" title={text.conflict} urgent>
          <div className="choices">
            <Button color="primary" outline size="sm" disabled={disabled} onClick={onDrop}>
              {text.keepTheirs(theirs)}
            </Button>
            {(mine.kind === "count" || mine.kind === "closed") && (
              <Button
                color="primary"
                size="sm"
                disabled={disabled}
                onClick={() => onSend({ version: current.version })}
              >
                {text.sendMine(mine.kind === "count" ? String(mine.counts.absent) : text.reportedClosed(mine.reason))}
              </Button>
            )}
          </div>
        </Notice>
      );
    }
    case "refused":
      return (
        <Notice kind="danger" title={problem.problem.title} urgent>
          {problem.problem.detail !== undefined && <p>{problem.problem.detail}</p>}
        </Notice>
      );
  }
}
