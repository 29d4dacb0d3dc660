import { useQueryClient } from "@tanstack/react-query";
import { Button } from "design-react-kit";
import { useId, useState } from "react";
import { Link, useParams } from "wouter";
import { noteLengthMax } from "../../shared/domain/alerts/alert.ts";
import { alertMoves } from "../../shared/domain/alerts/alert-moves.ts";
import type { BaselinePoint, ExcludedTerritoryPoint, Explanation } from "../../shared/domain/alerts/explanation.ts";
import type { Language } from "../../shared/domain/language.ts";
import { explanationWords } from "../../shared/mail/explanation-words.ts";
import { pagePath, type pages } from "../../shared/page-paths.ts";
import type { OfficeWords } from "../../shared/words/office-words.ts";
import { spellCount, spellDecimal, spellRate } from "../../shared/words/spelled-number.ts";
import { spellDate, spellInstant, spellShortDate } from "../../shared/words/spelled-time.ts";
import { ApiProblem } from "../api/api-problem.ts";
import { useApi, useReply } from "../api/use-reply.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { SeriesView } from "../parts/series-view.tsx";
import { useAction } from "../parts/use-action.ts";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useOfficeWords } from "../words/language.tsx";
import { type ApiAlert, scopeWords } from "./alert-scope.ts";
import { readExplanation } from "./explanation.ts";
import { spellProbability } from "./spelled-probability.ts";
import { turningCount } from "./turning-count.ts";

/** One alert: why it was raised, and what people did about it. */
export function AlertPage() {
  const text = useOfficeWords().alert;
  const { alertId } = useParams<(typeof pages)["alert"]["path"]>();
  const alert = useReply("get-alert", { path: { alertId } });
  return (
    <Page title={text.title}>
      <p>
        <Link href={pagePath("alerts")}>{text.back}</Link>
      </p>
      <WithReply reply={alert}>{({ body }) => <AlertView alert={body} />}</WithReply>
    </Page>
  );
}

function AlertView({ alert }: { alert: ApiAlert }) {
  const { signals } = useOfficeWords();
  const text = useOfficeWords().alert;
  const spoken = useOfficeWords().alertTerms;
  const { language } = useLanguage();
  const [latest, ...earlier] = alert.crossings.toReversed();
  const leftOut = alert.crossingsTotal - alert.crossings.length;
  return (
    <>
      <h2>{scopeWords(alert.scope, signals.levels)}</h2>
      {alert.scope.kind === "site" && <SiteName siteCode={alert.scope.siteCode} />}
      <p>
        <strong>{text.warning}</strong>
      </p>
      <dl className="facts">
        <dt>{text.severity}</dt>
        <dd>{spoken.severities[alert.severity]}</dd>
        <dt>{text.status}</dt>
        <dd>{spoken.statuses[alert.status]}</dd>
        <dt>{text.raised}</dt>
        <dd>{spellInstant(new Date(alert.raisedAt), language)}</dd>
      </dl>
      {latest !== undefined && <CrossingView alert={alert} explanation={readExplanation(latest.explanation)} />}
      <h2>{text.series}</h2>
      <AlertSeries scope={alert.scope} />
      <h2>{text.act}</h2>
      <Moves alert={alert} />
      <h2>{text.history}</h2>
      {alert.transitions.length === 0 && <p>{text.noTransitions}</p>}
      <ul>
        {alert.transitions.map((transition) => (
          <li key={`${transition.at} ${transition.to}`}>
            {spellInstant(new Date(transition.at), language)}: <strong>{spoken.statuses[transition.to]}</strong> (
            {transition.by === "system" ? text.system : transition.by})
            {transition.note !== "" && ` – ${transition.note}`}
          </li>
        ))}
      </ul>
      {earlier.length > 0 && (
        <Disclosure summary={text.earlier(earlier.length)} isLazy>
          {leftOut > 0 && <p>{text.leftOut(leftOut)}</p>}
          {earlier.map(({ surveyDate, explanation }) => (
            <CrossingView key={surveyDate} alert={alert} explanation={readExplanation(explanation)} />
          ))}
        </Disclosure>
      )}
    </>
  );
}

function SiteName({ siteCode }: { siteCode: string }) {
  const site = useReply("get-site", { path: { siteCode } });
  return (
    <WithReply reply={site}>
      {({ body }) => (
        <p>
          {body.name} · {body.instituteCode}
        </p>
      )}
    </WithReply>
  );
}

function CrossingView({ alert, explanation }: { alert: ApiAlert; explanation: Explanation | undefined }) {
  const { signals } = useOfficeWords();
  const text = useOfficeWords().alert;
  const spoken = useOfficeWords().alertTerms;
  const { language } = useLanguage();
  const { level } = alert.scope;
  if (explanation === undefined || level === undefined) return <Notice kind="info" title={text.unknown} />;
  const day = spellDate(explanation.surveyDate, language);
  const changes = changeWords(explanation, text);
  const test = "test" in explanation ? explanation.test : undefined;
  return (
    <>
      <h2>{text.crossing(day, spoken.verdicts[explanation.verdict])}</h2>
      <ul>
        {explanationWords(explanation, level, signals).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {changes.length > 0 && (
        <>
          <h3>{text.change}</h3>
          <ul>
            {changes.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{text.inputs}</h3>
      <Inputs explanation={explanation} />
      {test === undefined ? (
        <p>{text.noBaseline}</p>
      ) : (
        <>
          <Points caption={text.baseline} points={test.baselineUsed} />
          {test.baselineExcluded.length > 0 && <Points caption={text.excluded} points={test.baselineExcluded} />}
        </>
      )}
    </>
  );
}

function changeWords(explanation: Explanation, text: OfficeWords["alert"]): string[] {
  const count = turningCount(explanation);
  const fewer = count === undefined ? [] : [text.fewer(count)];
  if (explanation.completeness.missing === 0) return fewer;
  return [...fewer, explanation.stillAboveIfMissingHadNone ? text.stillAbove : text.notAbove];
}

function Inputs({ explanation }: { explanation: Explanation }) {
  const text = useOfficeWords().alert;
  const { language } = useLanguage();
  const { absent, pupils, absenceRate, policyVersion } = explanation;
  const more: (readonly [string, string])[] = [];
  if (explanation.rule === "site") {
    const { expectedAbsent, territoryFactor, lnProbability } = explanation.test;
    more.push(
      [text.expected, spellDecimal(expectedAbsent, language)],
      [text.factor, spellDecimal(territoryFactor, language, 2)],
      [text.probability, spellProbability(lnProbability, language)],
    );
  }
  if (explanation.rule === "territory") {
    const { expectedAbsent, z, spread } = explanation.test;
    more.push(
      [text.expected, spellDecimal(expectedAbsent, language)],
      [text.z, spellDecimal(z, language)],
      [text.spread, spellDecimal(spread, language, 3)],
    );
  }
  const facts: (readonly [string, string])[] = [
    [text.absent, spellCount(absent, language)],
    [text.pupils, spellCount(pupils, language)],
    [text.rate, spellRate(absenceRate, language)],
    ...more,
    [text.policy, policyVersion === 0 ? text.default : String(policyVersion)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Point = BaselinePoint | ExcludedTerritoryPoint;

function Points({ caption, points }: { caption: string; points: readonly Point[] }) {
  const text = useOfficeWords().alert;
  const spoken = useOfficeWords().alertTerms;
  const { language } = useLanguage();
  const hasReasons = points.some((point) => "reason" in point);
  return (
    <DataTable
      caption={caption}
      showCaption
      headings={[text.date, text.absent, text.pupils, text.rate, ...(hasReasons ? [text.why] : [])]}
    >
      {points.map((point) => (
        <tr key={point.surveyDate}>
          <th scope="row">{spellShortDate(point.surveyDate, language)}</th>
          {countsOf(point, language).map(([part, shown]) => (
            <td key={part}>{shown}</td>
          ))}
          {"reason" in point && <td>{spoken.exclusions[point.reason]}</td>}
        </tr>
      ))}
    </DataTable>
  );
}

/** A survey day that was never closed has no counts. */
function countsOf(point: Point, language: Language): (readonly [string, string])[] {
  const { absent, pupils } = "absent" in point ? point : { absent: undefined, pupils: 0 };
  return [
    ["absent", absent === undefined ? "–" : spellCount(absent, language)],
    ["pupils", absent === undefined ? "–" : spellCount(pupils, language)],
    ["rate", absent === undefined || pupils === 0 ? "–" : spellRate(absent / pupils, language)],
  ];
}

function AlertSeries({ scope }: { scope: ApiAlert["scope"] }) {
  const { signals } = useOfficeWords();
  const { territory, level } = scope;
  const query =
    scope.kind === "site" ? { siteCode: scope.siteCode } : { territory, ...(level === undefined ? {} : { level }) };
  const series = useReply("get-series", { query });
  return (
    <WithReply reply={series}>
      {({ body }) => <SeriesView caption={scopeWords(scope, signals.levels)} points={body.items} />}
    </WithReply>
  );
}

/** The permitted changes of status. Each takes a note that stays with the alert. */
function Moves({ alert }: { alert: ApiAlert }) {
  const text = useOfficeWords().alert;
  const spoken = useOfficeWords().alertTerms;
  const call = useApi();
  const queries = useQueryClient();
  const { state, isRunning, run } = useAction();
  const [note, setNote] = useState("");
  const id = useId();
  const moves = alertMoves[alert.status];
  if (moves.length === 0) return <p>{text.noMoves}</p>;
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{text.note}</label>
        <textarea
          id={id}
          className="form-control"
          rows={3}
          maxLength={noteLengthMax}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </div>
      {state.kind === "failed" && <MoveFault fault={state.fault} />}
      {state.kind === "done" && <Notice kind="success" title={text.done} urgent />}
      <div className="choices">
        {moves.map((to) => (
          <Button
            key={to}
            color="primary"
            outline={to === "false-alarm"}
            disabled={isRunning}
            onClick={() =>
              void run(async () => {
                try {
                  await call("post-alert-transition", { path: { alertId: alert.alertId }, body: { to, note } });
                  setNote("");
                } finally {
                  // A refusal means that a colleague has changed the status: the page must show it.
                  await queries.invalidateQueries({ queryKey: ["get-alert"] });
                  await queries.invalidateQueries({ queryKey: ["list-alerts"] });
                }
              })
            }
          >
            {spoken.moves[to]}
          </Button>
        ))}
      </div>
    </>
  );
}

function MoveFault({ fault }: { fault: unknown }) {
  const text = useOfficeWords().alert;
  const wasMoved = fault instanceof ApiProblem && fault.is("illegal-transition");
  return wasMoved ? <Notice kind="warning" title={text.wasMoved} urgent /> : <FaultNotice fault={fault} />;
}
