import { Button } from "design-react-kit";
import { type FormEvent, useState } from "react";
import type { ReplyBody } from "../api/api-types.ts";
import { useEntryWords } from "../words/language.tsx";
import { Notice } from "./notice.tsx";
import { TextField } from "./text-field.tsx";

export type KnownContact = NonNullable<ReplyBody<"get-institute">["contacts"]>[number];
export type EnteredContact = { email: string; name?: string };

type ContactListProps = {
  contacts: readonly KnownContact[];
  disabled: boolean;
  onSave: (contacts: EnteredContact[]) => void;
};

/** Addresses that receive mail. Each change is saved at once. */
export function ContactList({ contacts, disabled, onSave }: ContactListProps) {
  const text = useEntryWords().contactList;
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const known = contacts.map(({ state: _, ...details }) => details);

  function add(event: FormEvent) {
    event.preventDefault();
    if (email.trim() === "") return;
    onSave([...known, { email: email.trim(), ...(name.trim() === "" ? {} : { name: name.trim() }) }]);
    setEmail("");
    setName("");
  }

  return (
    <>
      {contacts.length === 0 && <Notice kind="warning" title={text.none} />}
      <ul className="contacts">
        {contacts.map((contact) => (
          <li key={contact.email}>
            <span>
              <strong>{contact.email}</strong>
              {contact.name !== undefined && ` · ${contact.name}`}
              {contact.state !== "valid" && <span className="site-fault">{text.states[contact.state]}</span>}
            </span>
            <Button
              color="primary"
              outline
              size="xs"
              disabled={disabled}
              aria-label={text.remove(contact.email)}
              onClick={() => onSave(known.filter((other) => other.email !== contact.email))}
            >
              {text.removeShort}
            </Button>
          </li>
        ))}
      </ul>
      <form className="fields" onSubmit={add}>
        <TextField label={text.email} type="email" value={email} onChange={setEmail} maxLength={254} required />
        <TextField label={text.name} value={name} onChange={setName} maxLength={100} />
        <Button color="primary" outline size="sm" type="submit" disabled={disabled}>
          {text.add}
        </Button>
      </form>
    </>
  );
}
