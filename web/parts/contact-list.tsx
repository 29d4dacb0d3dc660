import { Button } from "design-react-kit";
import { type FormEvent, useState } from "react";
import type { ReplyBody } from "../api/api-types.ts";
import { useWords } from "../words/language.tsx";
import { Notice } from "./notice.tsx";
import { TextField } from "./text-field.tsx";

export type KnownContact = NonNullable<ReplyBody<"get-institute">["contacts"]>[number];
export type ContactDetails = { email: string; name?: string };

const words = {
  it: {
    email: "Indirizzo e-mail",
    name: "Nome o ufficio (facoltativo)",
    add: "Aggiungi",
    remove: (email: string) => `Togli ${email}`,
    removeShort: "Togli",
    none: "Nessun indirizzo: qui non arriva posta.",
    states: {
      valid: "",
      bounced: "L'indirizzo ha respinto la posta: non gli si scrive più.",
      complained: "Da questo indirizzo la posta è stata segnalata come indesiderata: non gli si scrive più.",
    },
  },
  en: {
    email: "E-mail address",
    name: "Name or office (optional)",
    add: "Add",
    remove: (email: string) => `Remove ${email}`,
    removeShort: "Remove",
    none: "No address: no mail arrives here.",
    states: {
      valid: "",
      bounced: "The address has bounced: it is not written to any more.",
      complained: "Mail to this address was reported as spam: it is not written to any more.",
    },
  },
};

type ContactListProps = {
  contacts: readonly KnownContact[];
  disabled: boolean;
  onSave: (contacts: ContactDetails[]) => void;
};

/** Addresses that mail goes to: each change is saved at once. */
export function ContactList({ contacts, disabled, onSave }: ContactListProps) {
  const text = useWords(words);
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
