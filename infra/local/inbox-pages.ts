import { localPage } from "./local-page.ts";
import type { StoredMail } from "./mail-folder.ts";

const listTemplate = `{{#isEmpty}}<p>Nessuna mail, per ora. <span class="quiet">No mail yet.</span></p>{{/isEmpty}}
{{^isEmpty}}<table>
<thead><tr><th>Quando</th><th>A</th><th>Oggetto</th></tr></thead>
<tbody>{{#mails}}<tr><td>{{sentAt}}</td><td>{{recipients}}</td><td><a href="/_local/inbox/mails/{{number}}">{{subject}}</a></td></tr>
{{/mails}}</tbody>
</table>{{/isEmpty}}
{{#older}}<p><a href="/_local/inbox/mails?before={{older}}">Più vecchie</a> <span class="quiet">Older</span></p>{{/older}}`;

/** Mails on one page. */
const pageSize = 100;

/** The mails, newest first, from the one numbered before `before` on. */
export function inboxListPage(mails: readonly StoredMail[], before: number): string {
  const first = Math.max(0, Math.min(before - 1, mails.length) - pageSize);
  const shown = mails
    .slice(first, Math.max(0, before - 1))
    .map((mail, position) => ({ ...mail, recipients: mail.to.join(", "), number: first + position + 1 }))
    .reverse();
  const older = first > 0 && first + 1;
  return localPage("Posta in arrivo", listTemplate, { mails: shown, isEmpty: mails.length === 0, older });
}

const mailTemplate = `<p><a href="/_local/inbox/mails">Tutte le mail</a> <span class="quiet">All mails</span></p>
<table>
<tr><th>Da</th><td>{{from}}</td></tr>
<tr><th>A</th><td>{{recipients}}</td></tr>
<tr><th>Quando</th><td>{{sentAt}}</td></tr>
{{#details}}<tr><th>{{name}}</th><td>{{value}}</td></tr>{{/details}}
</table>
<h2>HTML</h2>
<iframe title="HTML" sandbox="allow-popups" srcdoc="{{html}}"></iframe>
<h2>Testo</h2>
<pre>{{text}}</pre>`;

/** One mail. Its HTML runs no script and reaches nothing of this origin. */
export function mailPage(mail: StoredMail): string {
  const details = Object.entries({ ...mail.headers, ...mail.tags }).map(([name, value]) => ({ name, value }));
  return localPage(mail.subject, mailTemplate, { ...mail, recipients: mail.to.join(", "), details });
}
