import { useQueryClient } from "@tanstack/react-query";
import { useApi, useReply } from "../api/use-reply.ts";
import { ContactList } from "../parts/contact-list.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { useAction } from "../parts/use-action.ts";
import { WithReply } from "../parts/with-reply.tsx";
import { useWords } from "../words/language.tsx";

const words = {
  it: {
    title: "Contatti",
    lead: "A questi indirizzi arriva il sollecito del mercoledì e del venerdì, se manca qualcosa. Di ogni cambiamento avvisiamo per posta sia l'indirizzo di prima sia quello nuovo.",
    saved: "Salvato.",
  },
  en: {
    title: "Contacts",
    lead: "Reminders on Wednesdays and Fridays go to these addresses, if something is missing. Of every change both the address from before and the new one are told by mail.",
    saved: "Saved.",
  },
};

/** Who is mailed for the institute. */
export function ContactsPage({ instituteCode }: { instituteCode: string }) {
  const text = useWords(words);
  const call = useApi();
  const queries = useQueryClient();
  const { state, isRunning, run } = useAction();
  const institute = useReply("get-institute", { path: { instituteCode } });
  return (
    <Page title={text.title} lead={text.lead}>
      {state.kind === "done" && <Notice kind="success" title={text.saved} urgent />}
      {state.kind === "failed" && <FaultNotice fault={state.fault} />}
      <WithReply reply={institute}>
        {({ body }) => (
          <ContactList
            contacts={body.contacts ?? []}
            disabled={isRunning}
            onSave={(contacts) =>
              void run(async () => {
                await call("put-institute-contacts", { path: { instituteCode }, body: { contacts } });
                await queries.invalidateQueries({ queryKey: ["get-institute"] });
              })
            }
          />
        )}
      </WithReply>
    </Page>
  );
}
