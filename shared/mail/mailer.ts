import { SESClient, type SESClientConfig, SESServiceException, SendRawEmailCommand } from "@aws-sdk/client-ses";
import MailComposer from "nodemailer/lib/mail-composer";
import { mailAddress } from "../contracts/fields.ts";
import { singleLine } from "./single-line.ts";

export type Mail = {
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
  /** More headers; their names begin with `X-`. */
  headers?: Readonly<Record<string, string>>;
  /** SES returns them with every event about this mail; see ledgerTags. */
  tags: Readonly<Record<string, string>>;
};

type SendOutcome =
  | { kind: "accepted"; messageId: string }
  /** Certainly nothing was sent, so sending again cannot double it. */
  | { kind: "refused"; reason: RefusedReason; detail: string }
  /** Nobody knows whether it was sent. */
  | { kind: "unknown"; detail: string };

/**
 * `address`: one of the addresses can never receive mail. `too-fast`: more recipients a second than SES takes.
 * `quota-used-up`: SES takes no more recipients today. `unreachable`: there was no connection to SES. `rejected`: SES
 * refuses for another reason, such as an unverified sender or a missing right.
 */
type RefusedReason = "address" | "too-fast" | "quota-used-up" | "unreachable" | "rejected";

export type Mailer = { send(mail: Mail): Promise<SendOutcome> };

export type MailerOptions = {
  /** Absent: SES of the region. */
  endpoint?: string;
  region: string;
  /** The verified sender, `Name <address>`. */
  from: string;
  /** Absent: SES publishes no events about the mails. */
  configurationSet?: string;
  credentials?: NonNullable<SESClientConfig["credentials"]>;
  /** From the call of `send` to its answer. */
  timeoutMillis: number;
};

/** SES refuses a mail to more recipients. */
export const recipientsMax = 50;

const detailLengthMax = 300;

/**
 * Sends mails through SES. One `send` is at most one HTTP request: SES has no idempotency token, so a retry in here
 * could double a mail. The caller decides by the outcome and the ledger. It never throws for an error of SES or of the
 * network, and no outcome contains an address.
 */
export function openMailer(options: MailerOptions): Mailer {
  const ses = new SESClient({
    region: options.region,
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    ...(options.credentials !== undefined && { credentials: options.credentials }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: options.timeoutMillis,
      requestTimeout: options.timeoutMillis,
      throwOnRequestTimeout: true,
      // A kept connection can be closed by the other side, for example while a Lambda is frozen. That failure looks the
      // same as a lost answer. A new connection for each mail costs two round trips.
      httpAgent: { keepAlive: false },
      httpsAgent: { keepAlive: false },
    },
  });

  async function send(mail: Mail): Promise<SendOutcome> {
    const fault = faultOf(mail);
    if (fault !== undefined) return fault;
    const message = await composeMessage(options.from, mail);
    try {
      const answer = await ses.send(
        new SendRawEmailCommand({
          Destinations: [...mail.to],
          RawMessage: { Data: message },
          Tags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
          ...(options.configurationSet !== undefined && { ConfigurationSetName: options.configurationSet }),
        }),
        // The handler's own timeouts end with the first byte of the answer. This one includes the last byte.
        { abortSignal: AbortSignal.timeout(options.timeoutMillis) },
      );
      if (answer.MessageId) return { kind: "accepted", messageId: answer.MessageId };
      return { kind: "unknown", detail: "SES answered without a message id" };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  return { send };
}

/** The fault of a mail that must not be sent; undefined when there is none. */
function faultOf(mail: Mail): SendOutcome | undefined {
  if (mail.to.length === 0 || mail.to.length > recipientsMax) {
    return { kind: "refused", reason: "address", detail: `${mail.to.length} recipients, not 1 to ${recipientsMax}` };
  }
  const impossible = mail.to.filter((address) => !mailAddress.safeParse(address).success).length;
  if (impossible > 0) {
    return { kind: "refused", reason: "address", detail: `${impossible} of ${mail.to.length} are no mail addresses` };
  }
  const strange = Object.keys(mail.headers ?? {}).find((name) => !/^X-[A-Za-z0-9-]+$/.test(name));
  if (strange !== undefined) {
    return { kind: "refused", reason: "rejected", detail: `not a header a mail may add: ${JSON.stringify(strange)}` };
  }
  return undefined;
}

function composeMessage(from: string, mail: Mail): Promise<Buffer> {
  const headers = Object.entries(mail.headers ?? {}).map(([key, value]) => ({ key, value: singleLine(value) }));
  return new MailComposer({
    from,
    to: mail.to.map((address) => ({ name: "", address })),
    subject: singleLine(mail.subject),
    text: bodyLines(mail.text),
    html: bodyLines(mail.html),
    // RFC 3834 and a header that Outlook knows: they prevent out-of-office answers to a machine.
    headers: [
      { key: "Auto-Submitted", value: "auto-generated" },
      { key: "X-Auto-Response-Suppress", value: "All" },
      ...headers,
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** No control characters but tabs, and every line break as CR LF: servers disagree about a single CR or LF. */
function bodyLines(body: string): string {
  return body
    .toWellFormed()
    .replace(/[^\P{Cc}\t\r\n]/gu, "")
    .replace(/\r\n?|\n/g, "\r\n");
}

function outcomeOf(error: unknown): SendOutcome {
  if (!(error instanceof Error)) return { kind: "unknown", detail: "no error object" };
  const detail = describe(error);
  const status = error instanceof SESServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
  // SES may answer a 5xx after the mail has left.
  if (error instanceof SESServiceException && status >= 400 && status < 500) {
    return { kind: "refused", reason: refusedReasonOf(error, status), detail };
  }
  if (neverConnected(error)) return { kind: "refused", reason: "unreachable", detail };
  return { kind: "unknown", detail };
}

/** The error codes of SES do not name addresses or quotas; only its messages do. */
function refusedReasonOf(error: SESServiceException, status: number): RefusedReason {
  if (/message quota exceeded/i.test(error.message)) return "quota-used-up";
  if (status === 429 || /^Throttling|^TooManyRequests/.test(error.name)) return "too-fast";
  if (/sending rate exceeded/i.test(error.message)) return "too-fast";
  if (error.name === "InvalidParameterValue" && /address|domain|local part/i.test(error.message)) return "address";
  return "rejected";
}

/** Whether the failure came before the connection, so that no byte of the mail has left. */
function neverConnected(error: Error): boolean {
  const attempts: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return attempts.every(
    (attempt) =>
      attempt instanceof Error &&
      "syscall" in attempt &&
      (attempt.syscall === "connect" || attempt.syscall === "getaddrinfo"),
  );
}

/** Name and message, without the addresses that SES repeats in some messages. */
function describe(error: Error): string {
  return singleLine(`${error.name}: ${error.message}`)
    .replace(/[^\s<>"',;:]+@[^\s<>"',;]+/g, "(address)")
    .slice(0, detailLengthMax);
}
