import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type MailFolder, openMailFolder } from "../../infra/local/mail-folder.ts";
import { startLocalSes } from "../../infra/local/ses.ts";
import { openMailer } from "../../shared/mail/mailer.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const sentAt = new Date("2023-02-17T08:30:00+01:00");

async function sesOver(folder: MailFolder, timeoutMillis = 10_000) {
  const faults: unknown[] = [];
  const ses = await startLocalSes(
    folder,
    () => sentAt,
    (fault) => faults.push(fault),
  );
  onTestFinished(ses.stop);
  const mailer = openMailer({
    endpoint: ses.endpoint,
    region: "eu-south-1",
    from: "Sentinella <sentinella@ats.example>",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    timeoutMillis,
  });
  return { endpoint: ses.endpoint, mailer, faults };
}

function mailNamed(subject: string) {
  return {
    to: ["segreteria@scuola.example", "vicario@scuola.example"],
    subject,
    text: "Buongiorno,\nmancano le assenze.",
    html: "<p>Buongiorno,<br>mancano le assenze.</p>",
    headers: { "X-Sentinella-Digest": "d1" },
    tags: { kind: "reminder", surveyDate: "2023-02-16" },
  };
}

describe("the local SES", () => {
  test("keeps each mail as it can be read, with the time of the local clock", async () => {
    const folder = await openMailFolder(join(await temporaryFolder(), "mails"));
    const { mailer } = await sesOver(folder);
    const outcome = await mailer.send(mailNamed("Mancano le assenze di giovedì"));
    const [mail, ...others] = await folder.all();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      to: ["segreteria@scuola.example", "vicario@scuola.example"],
      from: "sentinella@ats.example",
      subject: "Mancano le assenze di giovedì",
      sentAt: "2023-02-17T08:30:00+01:00",
      tags: { kind: "reminder", surveyDate: "2023-02-16" },
    });
    expect(mail?.text).toContain("mancano le assenze.");
    expect(mail?.html).toContain("<p>Buongiorno,<br>mancano le assenze.</p>");
    expect(mail?.headers["x-sentinella-digest"]).toBe("d1");
    expect(outcome).toEqual({ kind: "accepted", messageId: mail?.messageId });
  });

  test("answers only when the mail is in the folder", async () => {
    const folder = await openMailFolder(join(await temporaryFolder(), "mails"));
    const never: MailFolder = { ...folder, add: () => new Promise(() => undefined) };
    const { mailer } = await sesOver(never, 500);
    expect(await mailer.send(mailNamed("Senza risposta"))).toMatchObject({ kind: "unknown" });
  });

  test("lists the mails oldest first, and goes on counting after a restart", async () => {
    const path = join(await temporaryFolder(), "mails");
    const { mailer } = await sesOver(await openMailFolder(path));
    await mailer.send(mailNamed("uno"));
    await mailer.send(mailNamed("due"));
    const reopened = await openMailFolder(path);
    const { mailer: mailerAfterwards } = await sesOver(reopened);
    await mailerAfterwards.send(mailNamed("tre"));
    expect((await reopened.all()).map(({ subject }) => subject)).toEqual(["uno", "due", "tre"]);
    expect((await reopened.get(3))?.subject).toBe("tre");
    expect(await reopened.get(4)).toBeUndefined();
  });

  test("overwrites none where a crash among mails that came at once left a gap", async () => {
    const path = join(await temporaryFolder(), "mails");
    const { mailer } = await sesOver(await openMailFolder(path));
    await mailer.send(mailNamed("uno"));
    await mailer.send(mailNamed("due"));
    await rm(join(path, "00000001.json"));
    const reopened = await openMailFolder(path);
    const { mailer: mailerAfterwards } = await sesOver(reopened);
    await mailerAfterwards.send(mailNamed("tre"));
    expect((await reopened.all()).map(({ subject }) => subject)).toEqual(["due", "tre"]);
  });

  test("loses none of many mails sent at once", async () => {
    const folder = await openMailFolder(join(await temporaryFolder(), "mails"));
    const { mailer } = await sesOver(folder);
    const subjects = Array.from({ length: 120 }, (_, number) => `mail ${number}`);
    await Promise.all(subjects.map((subject) => mailer.send(mailNamed(subject))));
    expect((await folder.all()).map(({ subject }) => subject).sort()).toEqual(subjects.toSorted());
  });

  test("refuses a mail that it could not keep, so that it may be sent again, and tells why", async () => {
    const path = join(await temporaryFolder(), "mails");
    const { mailer, faults } = await sesOver(await openMailFolder(path));
    await mkdir(join(path, "00000001.json.draft"));
    expect(await mailer.send(mailNamed("uno"))).toMatchObject({ kind: "refused", reason: "rejected" });
    expect(String(faults[0])).toMatch(/00000001\.json cannot be written \(EISDIR\)/);
    expect(await mailer.send(mailNamed("due"))).toMatchObject({ kind: "accepted" });
    const folder = await openMailFolder(path);
    expect((await folder.all()).map(({ number, subject }) => [number, subject])).toEqual([[2, "due"]]);
  });

  test("knows which mails were accepted after an instant, past a damaged one", async () => {
    const path = join(await temporaryFolder(), "mails");
    const folder = await openMailFolder(path);
    const { mailer } = await sesOver(folder);
    for (const subject of ["uno", "due", "tre"]) await mailer.send(mailNamed(subject));
    await writeFile(join(path, "00000002.json"), "{");
    const before = new Date(sentAt.getTime() - 1);
    expect((await folder.acceptedAfter(before)).map(({ subject }) => subject)).toEqual(["tre", "uno"]);
    expect(await folder.acceptedAfter(sentAt)).toEqual([]);
  });

  test("refuses an action that it does not know", async () => {
    const { endpoint } = await sesOver(await openMailFolder(join(await temporaryFolder(), "mails")));
    const reply = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ Action: "SendBonus" }) });
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain("<Code>InvalidAction</Code>");
  });
});
