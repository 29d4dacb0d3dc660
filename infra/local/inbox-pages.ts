import type { InboxMail } from "./mail-folder.ts";
import { localPage } from "./page.ts";

const listTemplate = `{{#isEmpty}}<p>Nessuna mail, per ora. <span class="quiet">No mail yet.</span></p>{{/isEmpty}}
{{^isEmpty}}<table>
<thead><tr><th>Quando</th><th>A</th><th>Oggetto</th></tr></thead>
<tbody>{{#mails}}<tr><td class="time">{{time}}</td><td>{{recipients}}</td><td><a href="/_local/inbox/mails/{{number}}">{{subject}}</a></td></tr>
{{/mails}}</tbody>
</table>{{/isEmpty}}
{{#older}}<p><a href="/_local/inbox/mails?before={{older}}">Più vecchie</a> <span class="quiet">Older</span></p>{{/older}}`;

/** Mails on one page. */
const pageSize = 100;

/** One page of mails, newest first. It begins below the number `before`. */
export function inboxListPage(mails: readonly InboxMail[], before: number): string {
  const earlier = mails.filter(({ number }) => number < before);
  const onPage = earlier.slice(-pageSize);
  const shown = onPage.map((mail) => ({ ...mail, time: shownTime(mail), recipients: mail.to.join(", ") })).reverse();
  const older = earlier.length > onPage.length && onPage[0]?.number;
  return localPage("Posta in arrivo", listTemplate, { mails: shown, isEmpty: mails.length === 0, older });
}

const mailTemplate = `<p><a href="/_local/inbox/mails">Tutte le mail</a> <span class="quiet">All mails</span></p>
<p>Da {{from}} a {{recipients}}, {{time}}</p>
<iframe title="HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="{{html}}"></iframe>
<h2>Testo</h2>
<pre>{{text}}</pre>
<h2>Intestazioni</h2>
<table>{{#details}}<tr><th>{{name}}</th><td>{{value}}</td></tr>{{/details}}</table>`;

/** Links open outside the frame: inside it, the pages could not run scripts. */
const opensBeside = '<base target="_blank">';

/** One mail. Its HTML cannot run scripts or read anything of this origin. */
export function mailPage(mail: InboxMail): string {
  const details = Object.entries({ ...mail.headers, ...mail.tags }).map(([name, value]) => ({ name, value }));
  return localPage(mail.subject, mailTemplate, {
    ...mail,
    html: mail.html.replace(/<head[^>]*>/i, (head) => `${head}${opensBeside}`),
    recipients: mail.to.join(", "),
    time: shownTime(mail),
    details,
  });
}

/** In Italian time, as stored: `2023-02-17 08:30`. */
function shownTime({ sentAt }: InboxMail): string {
  return sentAt.slice(0, 16).replace("T", " ");
}
