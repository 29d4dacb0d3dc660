import { useQueryClient } from "@tanstack/react-query";
import type { ReplyBody } from "../api/api-types.ts";
import { useApi, useReply } from "../api/use-reply.ts";
import { ContactList, type EnteredContact, type KnownContact } from "../parts/contact-list.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { useAction } from "../parts/use-action.ts";
import { WithReply } from "../parts/with-reply.tsx";
import { useOfficeWords } from "../words/language.tsx";

/** The addresses of the health office that receive mail. */
export function OfficeContactsPage() {
  const text = useOfficeWords().contacts;
  const contacts = useReply("get-health-office-contacts", {});
  return (
    <Page title={text.title} lead={text.lead}>
      <WithReply reply={contacts}>{({ body }) => <OfficeContacts contacts={body} />}</WithReply>
    </Page>
  );
}

function OfficeContacts({ contacts }: { contacts: ReplyBody<"get-health-office-contacts"> }) {
  const text = useOfficeWords().contacts;
  const call = useApi();
  const queries = useQueryClient();
  const { state, isRunning, run } = useAction();
  const { version, alertDigests, operationsNotices } = contacts;

  function save(changed: { alertDigests?: EnteredContact[]; operationsNotices?: EnteredContact[] }) {
    void run(async () => {
      const known = { alertDigests: alertDigests.map(details), operationsNotices: operationsNotices.map(details) };
      await call("put-health-office-contacts", { body: { ...known, ...changed }, ifMatch: version });
      await queries.invalidateQueries({ queryKey: ["get-health-office-contacts"] });
    });
  }

  return (
    <>
      {state.kind === "done" && <Notice kind="success" title={text.saved} urgent />}
      {state.kind === "failed" && <FaultNotice fault={state.fault} />}
      <h2>{text.digests}</h2>
      <ContactList contacts={alertDigests} disabled={isRunning} onSave={(list) => save({ alertDigests: list })} />
      <h2>{text.notices}</h2>
      <ContactList
        contacts={operationsNotices}
        disabled={isRunning}
        onSave={(list) => save({ operationsNotices: list })}
      />
    </>
  );
}

function details({ state: _, ...contact }: KnownContact): EnteredContact {
  return contact;
}
