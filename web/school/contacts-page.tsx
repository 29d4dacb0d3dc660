import { useQueryClient } from "@tanstack/react-query";
import { type Language, languageFacts, languages } from "../../shared/domain/language.ts";
import { useApi, useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { ContactList, type EnteredContact } from "../parts/contact-list.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { useAction } from "../parts/use-action.ts";
import { WithReply } from "../parts/with-reply.tsx";
import { useSchoolWords } from "../words/language.tsx";

/** The addresses of the institute that receive mail. */
export function ContactsPage({ instituteCode }: { instituteCode: string }) {
  const text = useSchoolWords().contacts;
  const call = useApi();
  const queries = useQueryClient();
  const { state, isRunning, run } = useAction();
  const institute = useReply("get-institute", { path: { instituteCode } });

  function save(said: { contacts: EnteredContact[]; language?: Language }) {
    void run(async () => {
      await call("put-institute-contacts", { path: { instituteCode }, body: said });
      await queries.invalidateQueries({ queryKey: ["get-institute"] });
    });
  }

  return (
    <Page title={text.title} lead={text.lead}>
      {state.kind === "done" && <Notice kind="success" title={text.saved} urgent />}
      {state.kind === "failed" && <FaultNotice fault={state.fault} />}
      <WithReply reply={institute}>
        {({ body }) => (
          <>
            <ContactList
              contacts={body.contacts ?? []}
              disabled={isRunning}
              onSave={(contacts) => save({ contacts })}
            />
            <ChoiceField
              label={text.language}
              value={body.language}
              choices={languages.map((one) => [one, languageFacts[one].name])}
              onChange={(chosen) => {
                const language = languages.find((one) => one === chosen) ?? body.language;
                save({ contacts: (body.contacts ?? []).map(({ state: _, ...contact }) => contact), language });
              }}
            />
          </>
        )}
      </WithReply>
    </Page>
  );
}
