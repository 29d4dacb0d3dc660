import type { ReactNode } from "react";
import { spellInstant } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { DataTable } from "../parts/data-table.tsx";
import { FurtherPages } from "../parts/further-pages.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useOfficeWords } from "../words/language.tsx";
import { fateWords } from "./ledger-words.ts";
import { WithSurveyDay } from "./with-survey-day.tsx";

/** The mail ledger of a survey day. */
export function MailsPage() {
  const text = useOfficeWords().mails;
  return (
    <Page title={text.title} lead={text.lead}>
      <WithSurveyDay>
        {({ date }) => (
          <FurtherPages key={date}>
            {(cursor, more) => <MailList date={date} cursor={cursor} more={more} />}
          </FurtherPages>
        )}
      </WithSurveyDay>
    </Page>
  );
}

type MailListProps = { date: string; cursor: string | undefined; more: (next: string | undefined) => ReactNode };

function MailList({ date, cursor, more }: MailListProps) {
  const text = useOfficeWords().mails;
  const mails = useReply("get-mail-ledger", { query: { date, ...(cursor === undefined ? {} : { cursor }) } });
  return (
    <WithReply reply={mails}>
      {({ body }) =>
        body.items.length === 0 ? (
          <Notice kind="info" title={text.empty} />
        ) : (
          <>
            <MailTable mails={body.items} />
            {more(body.cursor)}
          </>
        )
      }
    </WithReply>
  );
}

function MailTable({ mails }: { mails: ReplyBody<"get-mail-ledger">["items"] }) {
  const text = useOfficeWords().mails;
  const ledger = useOfficeWords().ledger;
  const { language } = useLanguage();
  return (
    <DataTable caption={text.title} headings={[text.kind, text.recipient, text.status, text.sent, text.about]}>
      {mails.map((mail) => (
        <tr key={`${mail.kind} ${mail.recipient} ${mail.round}`}>
          <th scope="row">{text.kinds[mail.kind]}</th>
          <td>{mail.recipient}</td>
          <td>{fateWords(mail, ledger)}</td>
          <td>{mail.sentAt === undefined ? "–" : spellInstant(new Date(mail.sentAt), language)}</td>
          <td>
            {mail.siteCodes !== undefined && text.sites(mail.siteCodes.length)}
            {mail.alertsTotal !== undefined && text.alerts(mail.alertsTotal)}
          </td>
        </tr>
      ))}
    </DataTable>
  );
}
