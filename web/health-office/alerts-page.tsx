import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { alertStatuses } from "../../shared/domain/alerts/alert.ts";
import { pagePath } from "../../shared/page-paths.ts";
import { spellRate } from "../../shared/words/spelled-number.ts";
import { spellInstant, spellShortDate } from "../../shared/words/spelled-time.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { FurtherPages } from "../parts/further-pages.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useOfficeWords } from "../words/language.tsx";
import { scopeWords } from "./alert-scope.ts";

/** All signals, with an optional filter by status. */
export function AlertsPage() {
  const text = useOfficeWords().alerts;
  const spoken = useOfficeWords().alertTerms;
  const [chosen, setChosen] = useState("");
  return (
    <Page title={text.title} lead={text.lead}>
      <ChoiceField
        label={text.status}
        value={chosen}
        choices={[["", text.all], ...alertStatuses.map((one) => [one, spoken.statuses[one]] as const)]}
        onChange={setChosen}
      />
      <FurtherPages key={chosen}>
        {(cursor, more) => <AlertTable chosen={chosen} cursor={cursor} more={more} />}
      </FurtherPages>
    </Page>
  );
}

type AlertTableProps = {
  chosen: string;
  cursor: string | undefined;
  more: (next: string | undefined) => ReactNode;
};

function AlertTable({ chosen, cursor, more }: AlertTableProps) {
  const { signals } = useOfficeWords();
  const text = useOfficeWords().alerts;
  const spoken = useOfficeWords().alertTerms;
  const { language } = useLanguage();
  const status = alertStatuses.find((one) => one === chosen);
  const query = { ...(cursor === undefined ? {} : { cursor }), ...(status === undefined ? {} : { status }) };
  const alerts = useReply("list-alerts", { query });
  return (
    <WithReply reply={alerts}>
      {({ body }) =>
        body.items.length === 0 ? (
          <Notice kind="info">
            <p>
              {text.empty} <Link href={pagePath("coverage")}>{text.coverage}</Link>
            </p>
          </Notice>
        ) : (
          <>
            <DataTable
              caption={text.title}
              headings={[text.scope, text.severity, text.status, text.rate, text.last, text.rule, text.raised]}
            >
              {body.items.map((alert) => {
                const last = alert.crossings.at(-1);
                return (
                  <tr key={alert.alertId}>
                    <th scope="row">
                      <Link href={pagePath("alert", { alertId: alert.alertId })}>
                        {scopeWords(alert.scope, signals.levels)}
                      </Link>
                    </th>
                    <td>{spoken.severities[alert.severity]}</td>
                    <td>{spoken.statuses[alert.status]}</td>
                    <td>{last === undefined ? "–" : spellRate(last.absenceRate, language)}</td>
                    <td>{last === undefined ? "–" : spellShortDate(last.surveyDate, language)}</td>
                    <td>{Object.entries(spoken.rules).find(([rule]) => rule === alert.rule)?.[1] ?? alert.rule}</td>
                    <td>{spellInstant(new Date(alert.raisedAt), language)}</td>
                  </tr>
                );
              })}
            </DataTable>
            {more(body.cursor)}
          </>
        )
      }
    </WithReply>
  );
}
