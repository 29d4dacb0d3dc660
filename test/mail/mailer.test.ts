import { once } from "node:events";
import { createServer } from "node:net";
import localSes from "aws-ses-v2-local";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Mail, openMailer, recipientsMax } from "../../shared/mail/mailer.ts";
import { acceptance, portOf, rawMessageOf, refusal, startUnreliableSes, type UnreliableSes } from "./unreliable-ses.ts";

// Node gives a CommonJS module as it is, Vitest its default export.
const startInbox = "default" in localSes ? localSes.default : localSes;

const storeSchema = z.object({
  emails: z.array(
    z.object({
      messageId: z.string(),
      subject: z.string(),
      destination: z.object({ to: z.array(z.string()) }),
      body: z.object({ text: z.string(), html: z.string() }),
    }),
  ),
});

const toClose: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

const mail: Mail = {
  to: ["segreteria@scuola.example"],
  subject: "Mancano le assenze di martedì 14 marzo 2023",
  text: "Perché: sì, è così.\n",
  html: "<p>Perché: sì, è così.</p>",
  tags: { surveyDate: "2023-03-14", kind: "reminder" },
};

function openTestMailer(endpoint: string, timeoutMillis = 5_000) {
  return openMailer({
    endpoint,
    region: "eu-south-1",
    from: "Scuole Sentinella <sentinella@ats.example>",
    configurationSet: "sentinella",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    timeoutMillis,
  });
}

async function startSes(...answer: Parameters<typeof startUnreliableSes>): Promise<UnreliableSes> {
  const ses = await startUnreliableSes(...answer);
  toClose.push(ses.stop);
  return ses;
}

const accepting = () => startSes((response) => response.end(acceptance("m-1")));

async function sent(change: Partial<Mail>) {
  const ses = await accepting();
  const outcome = await openTestMailer(ses.endpoint).send({ ...mail, ...change });
  const raw = rawMessageOf(ses.requests[0]);
  return { outcome, requests: ses.requests, raw: raw.toString("latin1"), parsed: await PostalMime.parse(raw) };
}

describe("a mail that SES accepts", () => {
  it("can be read in the local inbox", async () => {
    const inbox = await startInbox({ host: "127.0.0.1", port: 0 });
    toClose.push(async () => {
      inbox.closeAllConnections();
      inbox.close();
      await once(inbox, "close");
    });
    const endpoint = `http://127.0.0.1:${portOf(inbox.address())}`;
    const outcome = await openTestMailer(endpoint).send(mail);

    const { emails } = storeSchema.parse(await (await fetch(`${endpoint}/store`)).json());
    expect(outcome).toEqual({ kind: "accepted", messageId: emails[0]?.messageId });
    expect(emails).toHaveLength(1);
    expect(emails[0]).toMatchObject({
      subject: mail.subject,
      destination: { to: [...mail.to] },
      body: { text: mail.text, html: mail.html },
    });
  });

  it("goes in one request, with its tags, its recipients and the configuration set", async () => {
    const { outcome, requests, parsed } = await sent({ to: ["a@scuola.example", "b@scuola.example"] });
    expect(outcome).toEqual({ kind: "accepted", messageId: "m-1" });
    expect(requests).toHaveLength(1);
    expect(Object.fromEntries(requests[0] ?? [])).toMatchObject({
      Action: "SendRawEmail",
      "Destinations.member.1": "a@scuola.example",
      "Destinations.member.2": "b@scuola.example",
      "Tags.member.1.Name": "surveyDate",
      "Tags.member.1.Value": "2023-03-14",
      ConfigurationSetName: "sentinella",
    });
    expect(parsed.from).toMatchObject({ name: "Scuole Sentinella", address: "sentinella@ats.example" });
    expect(parsed.to?.map((to) => to.address)).toEqual(["a@scuola.example", "b@scuola.example"]);
    expect(parsed.text?.trim()).toBe(mail.text.trim());
    expect(parsed.html?.trim()).toBe(mail.html);
  });

  it("asks no machine for an answer", async () => {
    const { parsed } = await sent({});
    expect(headersOf(parsed)).toMatchObject({ "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" });
  });
});

describe("what SES or the network does to a mail", () => {
  const answers = [
    [400, "Throttling", "Maximum sending rate exceeded.", "too-fast"],
    [400, "Throttling", "Daily message quota exceeded.", "quota-used-up"],
    [400, "Failure", "Throttling failure: Daily message quota exceeded.", "quota-used-up"],
    [429, "TooManyRequestsException", "slow down", "too-fast"],
    [400, "InvalidParameterValue", "Illegal address", "address"],
    [400, "InvalidParameterValue", "Domain contains dot-dot", "address"],
    [400, "InvalidParameterValue", "Invalid tag name", "rejected"],
    [400, "MessageRejected", "Email address is not verified: a.b@scuola.example", "rejected"],
    [403, "AccessDenied", "not allowed", "rejected"],
  ] as const;

  it.each(answers)("%i %s (%s) is refused as %s", async (status, code, message, reason) => {
    const ses = await startSes((response) => response.writeHead(status).end(refusal(code, message)));
    const outcome = await openTestMailer(ses.endpoint).send(mail);
    expect(outcome).toMatchObject({ kind: "refused", reason });
    expect(ses.requests).toHaveLength(1);
  });

  it("tells why without the address that SES repeats", async () => {
    const message = "Email address is not verified: Anna &lt;a.b@scuola.example&gt;, c@d.example";
    const ses = await startSes((response) => response.writeHead(400).end(refusal("MessageRejected", message)));
    const outcome = await openTestMailer(ses.endpoint).send(mail);
    expect(outcome).toEqual({
      kind: "refused",
      reason: "rejected",
      detail: "MessageRejected: Email address is not verified: Anna <(address)>, (address)",
    });
  });

  const doubtful = {
    "answers 500": (response) => response.writeHead(500).end(refusal("InternalFailure", "oops")),
    "answers 503": (response) => response.writeHead(503).end(refusal("ServiceUnavailable", "oops")),
    "answers 503 as throttling": (response) => response.writeHead(503).end(refusal("Throttling", "oops")),
    "answers what nobody understands": (response) => response.writeHead(200).end("<html>welcome</html>"),
    "answers nothing": (response) => response.writeHead(200).end(),
    "answers without a message id": (response) => response.end(acceptance("")),
    redirects: (response) => response.writeHead(302, { location: "/elsewhere" }).end(),
    "resets the connection": (response) => response.socket?.resetAndDestroy(),
    "resets in the middle of its answer": (response) => {
      response.writeHead(200, { "content-length": "500" });
      response.write("<SendRawEmailResponse>", () => response.socket?.resetAndDestroy());
    },
    hangs: () => undefined,
    "hangs in the middle of its answer": (response) => {
      response.writeHead(200, { "content-length": "500" });
      response.write("<SendRawEmailResponse>");
    },
  } as const satisfies Record<string, Parameters<typeof startUnreliableSes>[0]>;

  /** Long enough for a request to leave a busy machine. */
  const deadlineMillis = 2_000;

  it.each(Object.entries(doubtful))("is unknown after one request when SES %s", async (_, answer) => {
    const ses = await startSes(answer);
    const outcome = await openTestMailer(ses.endpoint, deadlineMillis).send(mail);
    expect(outcome.kind).toBe("unknown");
    expect(ses.requests).toHaveLength(1);
  });

  it("is unknown when a connection is taken and nothing is ever read", async () => {
    const connections: { destroy(): void }[] = [];
    const server = createServer({ pauseOnConnect: true }, (socket) => connections.push(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    toClose.push(async () => {
      for (const connection of connections) connection.destroy();
      server.close();
      await once(server, "close");
    });
    const big = { ...mail, text: "x".repeat(4_000_000) };
    const outcome = await openTestMailer(`http://127.0.0.1:${portOf(server.address())}`, deadlineMillis).send(big);
    expect(outcome.kind).toBe("unknown");
    expect(connections).toHaveLength(1);
  });

  it("is refused as unreachable, for sure not sent, when nobody listens", async () => {
    const ses = await startUnreliableSes((response) => response.end());
    await ses.stop();
    const outcome = await openTestMailer(ses.endpoint).send(mail);
    expect(outcome).toMatchObject({ kind: "refused", reason: "unreachable" });
  });

  it("does not reach into the next mail: each has a connection of its own", async () => {
    const sockets = new Set<unknown>();
    const ses = await startSes((response) => {
      sockets.add(response.socket);
      response.end(acceptance("m"));
    });
    const mailer = openTestMailer(ses.endpoint);
    await mailer.send(mail);
    await mailer.send(mail);
    expect(sockets.size).toBe(2);
  });
});

describe("a mail that must not be sent as it is", () => {
  it.each([
    ["nobody", []],
    ["more than SES takes", Array.from({ length: recipientsMax + 1 }, (_, i) => `a${i}@scuola.example`)],
    ["one bad address among good ones", ["a@scuola.example", "no address"]],
    ["a line break", ["a@scuola.example\r\nBcc: b@evil.example"]],
    ["a line break at the end", ["a@scuola.example\n"]],
    ["two addresses in one", ["a@scuola.example,b@evil.example"]],
    ["a name and an address", ["Anna <a@scuola.example>"]],
    ["a bidi control", ["a\u202e@scuola.example"]],
    ["a NUL", ["a\u0000@scuola.example"]],
    ["letters beyond ASCII", ["perché@scuola.example"]],
    ["over 254 characters", [`${"a".repeat(250)}@scuola.example`]],
  ])("is refused before any request: to %s", async (_, to) => {
    const { outcome, requests } = await sent({ to });
    expect(outcome).toMatchObject({ kind: "refused", reason: "address" });
    expect(JSON.stringify(outcome)).not.toContain("example");
    expect(requests).toHaveLength(0);
  });

  it(`may go to ${recipientsMax} people`, async () => {
    const { outcome } = await sent({ to: Array.from({ length: recipientsMax }, (_, i) => `a${i}@scuola.example`) });
    expect(outcome.kind).toBe("accepted");
  });

  it.each(["Bcc", "To", "X-A\r\nBcc", "X-A:", "X- A", "X-", "", "Content-Type"])(
    "is refused with the header %j",
    async (name) => {
      const { outcome, requests } = await sent({ headers: { [name]: "b@evil.example" } });
      expect(outcome).toMatchObject({ kind: "refused", reason: "rejected" });
      expect(requests).toHaveLength(0);
    },
  );
});

describe("nothing can be smuggled into the headers", () => {
  it.each([
    ["a line break", "Assenze\r\nBcc: b@evil.example", "Assenze Bcc: b@evil.example"],
    ["a line feed alone", "Assenze\nBcc: b@evil.example", "Assenze Bcc: b@evil.example"],
    ["a carriage return alone", "Assenze\rBcc: b@evil.example", "Assenze Bcc: b@evil.example"],
    ["Unicode's line separators", "Assenze\u2028Bcc: b\u2029c\u0085d", "Assenze Bcc: b c d"],
    ["bidi controls", "IC \u202eOSSOR\u202c \u2066x\u2069\u200f", "IC OSSOR x"],
    ["invisible characters", "I\u200bC\ufeff R\u00adosso", "IC Rosso"],
    ["other controls", "IC\u0000\u0007\u001b[31m Rosso\u007f", "IC [31m Rosso"],
    ["half a character", "IC \ud800Rosso", "IC \ufffdRosso"],
    ["an encoded word", "=?utf-8?Q?Assenze=0D=0ABcc:_b@evil.example?=", undefined],
  ])("by a subject with %s", async (_, subject, shown) => {
    const { outcome, parsed } = await sent({ subject });
    expect(outcome.kind).toBe("accepted");
    if (shown !== undefined) expect(parsed.subject).toBe(shown);
    expect(parsed.bcc ?? []).toEqual([]);
    expect(headerNames(parsed)).toEqual(headerNames((await sent({})).parsed));
  });

  it("by any subject, header value or text", async () => {
    const ses = await accepting();
    const mailer = openTestMailer(ses.endpoint);
    await mailer.send({ ...mail, headers: { "X-Sentinella-Digest": "d" } });
    const usual = headerNames(await PostalMime.parse(rawMessageOf(ses.requests[0])));
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom("\r", "\n", "\r\n", "\u2028", "\u202e", "\u0000", ":", " ", "=?", "Bcc: x@y.z"),
        fc.string({ unit: "binary" }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, async (subject, value, text) => {
        await mailer.send({ ...mail, subject, text: `> ${text}`, headers: { "X-Sentinella-Digest": value } });
        const raw = rawMessageOf(ses.requests.at(-1));
        const parsed = await PostalMime.parse(raw);
        expect(headerNames(parsed)).toEqual(usual);
        expect(parsed.to?.map((to) => to.address)).toEqual([...mail.to]);
        expect(/\p{Cf}|\p{Cc}/u.test(parsed.subject ?? "")).toBe(false);
        expect(parsed.html?.trim()).toBe(mail.html);
        expect(raw.toString("latin1")).not.toMatch(/[^\r]\n|\r[^\n]/);
      }),
      { numRuns: 300, examples: [["", "", "a\r\u0000\nb\n\rc"]] },
    );
  });
});

type Parsed = Awaited<ReturnType<typeof PostalMime.parse>>;

/** Without the two whose values the tests choose: an empty one is left out. */
function headerNames(parsed: Parsed): string[] {
  return parsed.headers
    .map((header) => header.key)
    .filter((key) => key !== "subject" && key !== "x-sentinella-digest")
    .sort();
}

function headersOf(parsed: Parsed): Record<string, string> {
  return Object.fromEntries(parsed.headers.map((header) => [header.key, header.value]));
}
