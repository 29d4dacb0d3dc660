import { useQueryClient } from "@tanstack/react-query";
import { Button } from "design-react-kit";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Language } from "../../shared/domain/language.ts";
import { ownValue } from "../../shared/domain/own-value.ts";
import type { EntryWords } from "../../shared/words/entry-words.ts";
import { spellDate, spellLastMinute } from "../../shared/words/spelled-time.ts";
import { NoConnection } from "../api/api-problem.ts";
import type { CallInput, ReplyBody } from "../api/api-types.ts";
import type { ApiReply } from "../api/call-api.ts";
import { useApi } from "../api/use-reply.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { forgetLinkToken } from "../session/link-token.ts";
import { useEntryWords, useLanguage } from "../words/language.tsx";
import { type DayDraft, keepDraft, readDayDraft, type SiteDraft } from "./draft.ts";
import { contentOf } from "./draft-content.ts";
import { type DueSurveyDay as Day, type DueSite, SiteEntry } from "./site-entry.tsx";
import { type SiteProblem, siteProblem } from "./site-problem.ts";
import { watchDraft } from "./watch-draft.ts";
import { withReports } from "./with-reports.ts";

type Institute = ReplyBody<"get-institute">;
type Item = CallInput<"put-institute-absence-reports">["body"]["items"][number];
type Problems = Readonly<Record<string, SiteProblem>>;

/** The outcome of the last click on "Invia". */
type Outcome =
  | { kind: "none" | "sending" | "offline" | "online" | "nothing-typed" }
  | { kind: "sent"; sent: number; notSent: number }
  | { kind: "fault"; fault: unknown };

/** One survey day: all sites of the institute on one screen, one number each. */
export function DueDay({ institute, day }: { institute: Institute; day: Day }) {
  const { instituteCode } = institute;
  const text = useEntryWords().due;
  const { language } = useLanguage();
  const call = useApi();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<DayDraft>(() => readDayDraft(instituteCode, day.date));
  const [problems, setProblems] = useState<Problems>({});
  const [outcome, setOutcome] = useState<Outcome>({ kind: "none" });
  const status = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => keepDraft(instituteCode, day.date, draft), [instituteCode, day.date, draft]);
  useEffect(() => watchDraft(instituteCode, day.date, setDraft), [instituteCode, day.date]);
  useEffect(() => {
    const comeBack = () => setOutcome((known) => (known.kind === "offline" ? { kind: "online" } : known));
    addEventListener("online", comeBack);
    return () => removeEventListener("online", comeBack);
  }, []);
  useEffect(() => {
    if (outcome.kind === "none" || outcome.kind === "sending") return;
    const trouble = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    (trouble ?? status.current)?.focus();
  }, [outcome]);

  function type(siteCode: string, typed: SiteDraft) {
    setDraft((known) => ({ ...known, [siteCode]: typed }));
    setProblems((known) => without(known, siteCode));
  }

  function drop(siteCode: string) {
    setDraft((known) => without(known, siteCode));
    setProblems((known) => without(known, siteCode));
    void queries.invalidateQueries({ queryKey: ["get-institute"] });
  }

  /** @param faults number of sites with typed text that cannot be sent */
  async function send(items: readonly Item[], faults = 0) {
    setOutcome({ kind: "sending" });
    try {
      const { body } = await call("put-institute-absence-reports", {
        path: { instituteCode, date: day.date },
        body: { items: [...items] },
      });
      const refused = body.items.flatMap(({ siteCode, problem }) =>
        problem === undefined ? [] : [[siteCode, siteProblem(problem)] as const],
      );
      const reports = body.items.flatMap(({ report }) => report ?? []);
      const sent = reports.map(({ siteCode }) => siteCode);
      queries.setQueriesData<ApiReply<"get-institute">>(
        { queryKey: ["get-institute", { path: { instituteCode } }] },
        (known) => known && { ...known, body: withReports(known.body, reports) },
      );
      // If all sites were refused, at most the day's state has changed: it may have closed. Reading again would then
      // remove the day and the answer from the page.
      if (sent.length > 0) void queries.invalidateQueries({ queryKey: ["get-institute"] });
      setDraft((known) => without(known, ...sent));
      setProblems((known) => ({ ...without(known, ...sent), ...Object.fromEntries(refused) }));
      setOutcome({ kind: "sent", sent: sent.length, notSent: refused.length + faults });
    } catch (fault) {
      setOutcome(fault instanceof NoConnection ? { kind: "offline" } : { kind: "fault", fault });
    }
  }

  function sendAlone(siteCode: string, { confirm, version }: { confirm?: true; version?: number }) {
    const known = ownValue(draft, siteCode);
    if (known === undefined) return;
    const typed = version === undefined ? known : { ...known, basedOn: version };
    setDraft((drafts) => ({ ...drafts, [siteCode]: typed }));
    void send([itemOf(siteCode, typed, confirm)]);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const faults = new Map<string, SiteProblem>();
    const items: Item[] = [];
    for (const { siteCode } of day.sites) {
      const typed = ownValue(draft, siteCode);
      const content = typed === undefined ? { kind: "empty" as const } : contentOf(typed);
      if (content.kind === "faulty") faults.set(siteCode, { kind: "fault", fault: content.fault });
      else if (content.kind !== "empty" && typed !== undefined) items.push(itemOf(siteCode, typed));
    }
    setProblems(Object.fromEntries(faults));
    if (items.length > 0) void send(items, faults.size);
    else setOutcome({ kind: faults.size > 0 ? "none" : "nothing-typed" });
    if (items.length === 0) focusFirstFault(form.current);
  }

  const missing = day.sites.filter(({ state }) => state === "due");
  const isDone = outcome.kind === "sent" && outcome.notSent === 0 && missing.length === 0;
  // The link, if there was one, has served its purpose.
  useEffect(() => {
    if (isDone) forgetLinkToken();
  }, [isDone]);

  const disabled = outcome.kind === "sending";
  const canSend = missing.length > 0 || day.sites.some(({ siteCode }) => Object.hasOwn(draft, siteCode));
  const names = new Map(institute.sites.map(({ siteCode, name }) => [siteCode, name]));
  return (
    <form ref={form} className="due-day" noValidate onSubmit={submit} aria-labelledby={`day-${day.date}`}>
      <h2 id={`day-${day.date}`}>{text.day(spellDate(day.date, language))}</h2>
      {missing.length > 0 && <p>{deadlineOf(day, text, language)}</p>}
      <div className="due-status" role="status" ref={status} tabIndex={-1}>
        <OutcomeNotice outcome={outcome} missing={missing.map((site) => nameOf(site, names))} />
      </div>
      <div className="site-entries">
        {day.sites.map((site) => (
          <SiteEntry
            key={site.siteCode}
            site={site}
            entry={institute.sites.find(({ siteCode }) => siteCode === site.siteCode)}
            day={day}
            draft={ownValue(draft, site.siteCode)}
            problem={ownValue(problems, site.siteCode)}
            disabled={disabled}
            onType={(typed) => type(site.siteCode, typed)}
            onDrop={() => drop(site.siteCode)}
            onSend={(options) => sendAlone(site.siteCode, options)}
          />
        ))}
      </div>
      {canSend && (
        <div className="send">
          <Button color="primary" size="lg" type="submit" disabled={disabled}>
            {disabled ? text.sending : text.send}
          </Button>
        </div>
      )}
    </form>
  );
}

function OutcomeNotice({ outcome, missing }: { outcome: Outcome; missing: readonly string[] }) {
  const text = useEntryWords().due;
  switch (outcome.kind) {
    case "none":
    case "sending":
      return missing.length === 0 ? <Notice kind="success" title={text.allSent} /> : null;
    case "nothing-typed":
      return <Notice kind="warning" title={text.nothingTyped} />;
    case "offline":
      return (
        <Notice kind="warning" title={text.offline}>
          <p>{text.offlineDetail}</p>
        </Notice>
      );
    case "online":
      return (
        <Notice kind="info" title={text.online}>
          <p>{text.onlineDetail}</p>
        </Notice>
      );
    case "fault":
      return <FaultNotice fault={outcome.fault} />;
    case "sent":
      if (outcome.notSent > 0) return <Notice kind="warning" title={text.notSent(outcome.notSent)} />;
      if (missing.length === 0) return <Notice kind="success" title={text.allSent} />;
      return (
        <Notice kind="success" title={text.sent(outcome.sent)}>
          <p>{text.stillMissing(missing.join(", "))}</p>
        </Notice>
      );
  }
}

function deadlineOf(day: Day, text: EntryWords["due"], language: Language): string {
  switch (day.state) {
    case "upcoming":
    case "open":
      return text.openUntil(spellLastMinute(new Date(day.dueAt), language));
    case "late":
      return text.lateUntil(spellLastMinute(new Date(day.lateUntil), language));
    case "reopened":
      return text.reopened;
    case "closed":
      return text.closed(spellLastMinute(new Date(day.lateUntil), language));
  }
}

function itemOf(siteCode: string, typed: SiteDraft, confirmed?: true): Item {
  const content = contentOf(typed);
  const condition = typed.basedOn === undefined ? {} : { version: typed.basedOn };
  if (content.kind === "closed") return { siteCode, closed: true, reason: content.reason, ...condition };
  if (content.kind !== "count") throw new Error(`nothing to send for ${siteCode}`);
  const confirm = confirmed === undefined ? {} : { confirm: confirmed };
  return { siteCode, ...content.counts, ...confirm, ...condition };
}

function nameOf({ siteCode }: DueSite, names: ReadonlyMap<string, string>): string {
  return names.get(siteCode) ?? siteCode;
}

function without<Value>(known: Readonly<Record<string, Value>>, ...names: string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(known).filter(([name]) => !names.includes(name)));
}

function focusFirstFault(form: HTMLFormElement | null): void {
  // The next paint shows the faults.
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
