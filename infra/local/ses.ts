import { createServer, type IncomingMessage, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { formatInstant } from "../../shared/domain/calendar/local-date.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { LocalCloudError } from "./cloud-error.ts";
import { answerOnlyFromHere } from "./from-here.ts";
import type { MailFolder } from "./mail-folder.ts";
import { readBody } from "./read-body.ts";

/** A CommonJS module with a `default`. Node and Vitest import it differently, but require it in the same way. */
const judgePackage: typeof import("aws-ses-v2-local") = createRequire(import.meta.url)("aws-ses-v2-local");

/** SES accepts no larger message. Base64 and the form encoding add to its size. */
const requestBytesMax = 40 * 1024 * 1024;

/** aws-ses-v2-local keeps accepted mails in memory, and the folder already has them. */
const heldMailsMax = 100;

const loopback = "127.0.0.1";

export type LocalSes = { endpoint: string; stop: () => Promise<void> };

/**
 * An SES endpoint. aws-ses-v2-local checks each mail and writes the answer; the mail is in the folder before the answer
 * leaves. It accepts SendRawEmail of version 1, which the mailer uses.
 *
 * @param onFault Called with a LocalCloudError when the folder takes no more mails.
 */
export async function startLocalSes(
  folder: MailFolder,
  now: Clock,
  onFault: (fault: unknown) => void,
): Promise<LocalSes> {
  const judge = await judgePackage.default({ host: loopback, port: 0 });
  // If it closed an idle connection just when the next mail comes, that mail would be uncertain.
  judge.keepAliveTimeout = 0;
  const judgeEndpoint = endpointOf(judge);
  answerOnlyFromHere(judge);
  let held = 0;

  async function accept(request: IncomingMessage, body: Buffer): Promise<SesReply> {
    const form = new URLSearchParams(body.toString());
    // The judge never answers an unknown action.
    if (form.get("Action") !== "SendRawEmail") return invalidAction(form.get("Action") ?? "");
    const judged = await fetch(judgeEndpoint, {
      method: "POST",
      headers: {
        "content-type": request.headers["content-type"] ?? "",
        authorization: request.headers.authorization ?? "",
      },
      body: new Uint8Array(body),
    });
    const text = await judged.text();
    const messageId = /<MessageId>(.+?)<\/MessageId>/.exec(text)?.[1];
    if (!judged.ok || messageId === undefined) return { status: judged.status, body: text };
    await folder.add(Buffer.from(form.get("RawMessage.Data") ?? "", "base64"), {
      messageId,
      destinations: members(form, "Destinations.member").map((member) => member[""] ?? ""),
      tags: Object.fromEntries(members(form, "Tags.member").map(({ Name = "", Value = "" }) => [Name, Value])),
      sentAt: formatInstant(now()),
    });
    held += 1;
    if (held >= heldMailsMax) {
      held = 0;
      await fetch(`${judgeEndpoint}/clear-store`, { method: "POST" });
    }
    return { status: 200, body: text };
  }

  async function answer(request: IncomingMessage): Promise<SesReply> {
    try {
      const body = await readBody(request, requestBytesMax);
      return body === "too-large" ? { status: 413, body: "" } : await accept(request, body);
    } catch (fault) {
      if (!(fault instanceof LocalCloudError)) return { status: 500, body: "" };
      onFault(fault);
      return refusal("ServiceUnavailable", "the inbox takes no more mails");
    }
  }

  const front = createServer(async (request, response) => {
    const { status, body } = await answer(request);
    response.writeHead(status, { "content-type": "text/xml" }).end(body);
  });
  answerOnlyFromHere(front);
  await new Promise<void>((resolve) => front.listen(0, loopback, resolve));

  return { endpoint: endpointOf(front), stop: async () => void (await Promise.all([close(front), close(judge)])) };
}

type SesReply = { status: number; body: string };

/** Its status means that the mail was certainly not sent, so the mailer may send it again. */
function refusal(code: string, message: string): SesReply {
  return {
    status: 400,
    body: `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}

function invalidAction(action: string): SesReply {
  return refusal("InvalidAction", `Could not find operation ${action.replaceAll(/\W/g, "")} for version 2010-12-01`);
}

/** The members of a list of the AWS query protocol: `Prefix.1=…`, or `Prefix.1.Name=…` for structures. */
function members(form: URLSearchParams, prefix: string): Record<string, string>[] {
  const list: Record<string, string>[] = [];
  for (const [key, value] of form) {
    if (!key.startsWith(`${prefix}.`)) continue;
    const [number = "", ...field] = key.slice(prefix.length + 1).split(".");
    const position = Number(number) - 1;
    list[position] = { ...list[position], [field.join(".")]: value };
  }
  return list.filter((member) => member !== undefined);
}

function endpointOf(server: Server): string {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return `http://${loopback}:${address.port}`;
}

function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return closed;
}
