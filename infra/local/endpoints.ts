import * as z from "zod";
import { formatInstant } from "../../shared/domain/calendar/local-date.ts";
import { type HttpReply, type ProblemCause, problemReply } from "../../shared/runtime/problem-reply.ts";
import { type LocalClock, localInstant, localInstantWords } from "./clock.ts";
import type { AccessToken } from "./identity.ts";
import { inboxListPage, mailPage } from "./inbox-pages.ts";
import type { MailFolder } from "./mail-folder.ts";
import { localPage } from "./page.ts";
import type { Scheduler } from "./scheduler.ts";
import type { LocalUsers } from "./users.ts";

/** Endpoints of the local cloud only: the deployed system does not have them. */
export type LocalEndpoints = (method: string, target: string, body: string) => Promise<HttpReply>;

type EndpointDeps = {
  clock: LocalClock;
  scheduler: Pick<Scheduler, "moveTo" | "progress">;
  mails: MailFolder;
  users: LocalUsers;
  tokenFor: (user: string) => Promise<AccessToken | undefined>;
  suppliers: readonly { clientId: string; clientSecret: string; instituteCodes: readonly string[] }[];
  dataFolder: string;
};

const clockBody = z.strictObject({ now: localInstant });
/** The page ends before the mail of this number. Any other text shows the newest mails. */
const inboxPage = z.coerce.number().int().positive().catch(Number.POSITIVE_INFINITY);
const tokenBody = z.strictObject({ user: z.string() });

export function localEndpoints(deps: EndpointDeps): LocalEndpoints {
  const { clock, scheduler, mails, users } = deps;

  const clockReply = () => ({
    now: formatInstant(clock.now()),
    stands: clock.state().standsAt !== undefined,
    dataFolder: deps.dataFolder,
    ...(clock.state().owed.length > 0 && { owed: clock.state().owed }),
    ...(scheduler.progress() !== undefined && { move: scheduler.progress() }),
  });

  async function moveClock(body: string): Promise<HttpReply> {
    const parsed = clockBody.safeParse(parseJson(body));
    if (!parsed.success) return invalid("/now", localInstantWords);
    return json(await scheduler.moveTo(parsed.data.now));
  }

  async function token(body: string): Promise<HttpReply> {
    const parsed = tokenBody.safeParse(parseJson(body));
    if (!parsed.success)
      return invalid("/user", "a user of GET /_local/users: region, health-office, the code of an institute");
    const issued = await deps.tokenFor(parsed.data.user);
    return issued === undefined ? problem({ reason: "not-found" }) : json(issued);
  }

  async function oneMail(number: string): Promise<HttpReply> {
    const mail = await mails.get(Number(number));
    return mail === undefined ? problem({ reason: "not-found" }) : html(mailPage(mail));
  }

  return async (method, target, body) => {
    const url = new URL(target, "http://localhost");
    const mailNumber = /^\/_local\/inbox\/mails\/(\d{1,8})$/.exec(url.pathname)?.[1];
    if (method === "GET" && mailNumber !== undefined) return oneMail(mailNumber);
    switch (`${method} ${url.pathname}`) {
      case "GET /_local":
        return html(localPage("Sentinella, in locale", welcome, clockReply()));
      case "GET /_local/clock":
        return json(clockReply());
      case "PUT /_local/clock":
        return moveClock(body);
      case "POST /_local/token":
        return token(body);
      case "GET /_local/users":
        return json({ items: await users.list(), suppliers: deps.suppliers });
      case "GET /_local/inbox":
        return json({ items: await mails.all() });
      case "GET /_local/inbox/mails":
        return html(inboxListPage(await mails.all(), inboxPage.parse(url.searchParams.get("before"))));
      default:
        return problem({ reason: "not-found" });
    }
  };
}

const welcome = `<p>Qui gira il servizio intero, con dati di prova. <span class="quiet">The whole service, on trial data.</span></p>
<ul>
<li><a href="/_local/inbox/mails">Posta in arrivo</a> <span class="quiet">inbox</span></li>
<li><a href="/_local/users">Chi può accedere</a> <span class="quiet">who can sign in</span></li>
<li><a href="/v1/openapi.json">OpenAPI</a>, <a href="/v1/status">stato</a>, <a href="/v1/survey-days">giornate di rilevazione</a></li>
<li>Ora <span class="quiet">time</span>: {{now}}</li>
</ul>`;

function json(body: unknown): HttpReply {
  return {
    statusCode: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(body),
  };
}

function html(body: string): HttpReply {
  return {
    statusCode: 200,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    body,
  };
}

function problem(cause: ProblemCause): HttpReply {
  return problemReply(cause, "en", "local");
}

function invalid(pointer: string, detail: string): HttpReply {
  return problem({ reason: "invalid-request", errors: [{ pointer, detail }] });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
