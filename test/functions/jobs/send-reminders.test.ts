import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { remindInstitute } from "../../../functions/flows/mail/remind-institute.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import { openMailer } from "../../../shared/mail/mailer.ts";
import { enoughMillis } from "../../../shared/runtime/job-chain.ts";
import { acceptance, refusal, startUnreliableSes, type UnreliableSes } from "../../mail/unreliable-ses.ts";
import { counts } from "../../rig/counts.ts";
import { pageShape } from "../../rig/gateway-of.ts";
import { worldOfEachTest } from "../../rig/world-of-each-test.ts";
import { Crash, freshSurveyDays, ignoreCrash, mishaps, next, withMishap } from "../crash.ts";
import { foreign, other, own, primary, secondary, settleTown, type Town, thursday } from "../small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const friday = "2023-02-17";
const at = (time: string) => trial.now.setNow(`${friday}T${time}+01:00`);
const remind = (...changes: Parameters<(typeof trial)["now"]["run"]> extends [unknown, ...infer Rest] ? Rest : never) =>
  trial.now.run("send-reminders", ...changes);
const addressed = async () => (await trial.now.mails()).flatMap(({ to }) => to).toSorted();
const ledger = async (date = thursday) => {
  const { body } = await trial.now.call("GET", `/v1/mail-ledger?date=${date}&kind=reminder`, {
    token: town.healthOffice,
  });
  return pageShape.parse(body).items;
};

describe("the institutes that are reminded", () => {
  it("exactly the institutes with a missing site, of exactly those sites", async () => {
    await town.report(primary, thursday, { absent: 3 });
    at("08:30:00");
    expect(await remind()).toMatchObject({ sent: 2, skipped: 0, uncertain: 0, leftForNextRun: 0 });
    const mails = await trial.now.mails();
    expect(mails.flatMap(({ to }) => to).toSorted()).toEqual(["other@scuola.example", "own@scuola.example"]);
    const mail = mails.find(({ to }) => to.includes("own@scuola.example"));
    expect(mail?.text).toContain(`- Plesso ${secondary}`);
    expect(mail?.text).not.toContain(`- Plesso ${primary}`);
    expect(mail?.text).not.toContain(`- Plesso ${foreign}`);
  });

  it("with a link that opens the form of that day and lets one enter it", async () => {
    at("08:30:00");
    await remind();
    const mail = (await trial.now.mails()).find(({ to }) => to.includes("other@scuola.example"));
    const token = /#token=(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
    const answer = await trial.now.call("PUT", `/v1/sites/${foreign}/absence-reports/${thursday}`, {
      token,
      json: { absent: 2 },
    });
    expect(answer.status).toBe(201);
  });

  it("in the language of the institute, Italian below, with a link whose page speaks it too", async () => {
    const { contacts } = (await trial.now.deps.institutes.get(own)) ?? {};
    const json = { contacts: contacts?.map(({ email }) => ({ email })), language: "de" };
    const said = await trial.now.call("PUT", `/v1/institutes/${own}/contacts`, { token: town.school, json });
    expect(said).toMatchObject({ status: 200, body: { language: "de" } });
    const shown = await trial.now.call("GET", `/v1/institutes/${own}`, { token: town.school });
    expect(shown.body).toMatchObject({ language: "de" });
    at("08:30:00");
    await remind();
    const mails = await trial.now.mails();
    const german = mails.find(({ to }) => to.includes("own@scuola.example"));
    expect(german?.subject).toMatch(/^Ausständig: die Abwesenheiten vom Donnerstag, 16. Februar 2023/);
    expect(german?.text).toMatch(/Testo italiano più sotto[\s\S]*Schulstellen[\s\S]*Mancano le assenze/);
    expect(german?.text).toMatch(/\/enter\?language=de#token=/);
    const italian = mails.find(({ to }) => to.includes("other@scuola.example"));
    expect(italian?.text).toMatch(/English below[\s\S]*\/enter#token=/);
  });

  it.each([
    ["2023-02-17T08:29:59+01:00", 0],
    ["2023-02-17T08:30:00+01:00", 2],
    ["2023-02-17T23:59:59+01:00", 2],
    ["2023-02-18T00:00:00+01:00", 0],
  ])("at %s a run that finds nobody reminded sends %i", async (instant, sent) => {
    trial.now.setNow("2023-02-16T00:05:00+01:00");
    await trial.now.run("open-survey-day");
    trial.now.setNow(instant);
    expect(await remind()).toMatchObject({ sent });
  });

  it("no site that is exempt, has reported a closure, or is not a sentinel", async () => {
    const closure = {
      kind: "closure",
      scope: { kind: "institute", instituteCode: other },
      from: thursday,
      to: thursday,
      reason: "Neve",
    };
    await town.put("/v1/closures/neve", town.healthOffice, closure);
    await town.report(primary, thursday, { closed: true, reason: "Neve" });
    await town.report(secondary, thursday, { absent: 5 });
    at("08:30:00");
    expect(await remind()).toMatchObject({ sent: 0, skipped: 0 });
  });

  it("once, however often the job runs, and however many run at once", async () => {
    at("08:30:00");
    await Promise.all([remind(), remind(), remind()]);
    at("09:00:00");
    expect(await remind()).toMatchObject({ sent: 0 });
    expect(await addressed()).toEqual(["other@scuola.example", "own@scuola.example"]);
  });
});

describe("between the claim and the send", () => {
  const afterClaim = (report: () => Promise<unknown>) => {
    const { mailLedger } = trial.now.deps;
    const claim: typeof mailLedger.claim = async (...claims) => {
      const outcome = await mailLedger.claim(...claims);
      if (claims[0].recipient === own) await report();
      return outcome;
    };
    return remind({ mailLedger: { ...mailLedger, claim } });
  };

  it("an institute that reports everything is not mailed", async () => {
    at("08:30:00");
    const outcome = await afterClaim(async () => {
      await town.report(primary, thursday, { absent: 3 });
      await town.report(secondary, thursday, { absent: 3 });
    });
    expect(outcome).toMatchObject({ sent: 1, skipped: 1 });
    expect(await addressed()).toEqual(["other@scuola.example"]);
    expect(await ledger()).toContainEqual(
      expect.objectContaining({ recipient: own, status: "skipped", reason: "reported-meanwhile" }),
    );
  });

  it("a report of a moment ago counts: reports and institutes are read consistently", async () => {
    const { reports, institutes } = trial.now.deps;
    const lagging = {
      reports: {
        ...reports,
        get: (async (siteCode, date, options) =>
          options?.consistent ? reports.get(siteCode, date, options) : undefined) satisfies typeof reports.get,
        // Nobody seems to have reported.
        async *ofDay() {},
      },
      institutes: {
        ...institutes,
        get: (async (code, options) =>
          options?.consistent ? institutes.get(code, options) : undefined) satisfies typeof institutes.get,
      },
    };
    await town.report(primary, thursday, { absent: 3 });
    await town.report(secondary, thursday, { absent: 3 });
    at("08:30:00");
    expect(await remind(lagging)).toMatchObject({ sent: 1, skipped: 1 });
    expect(await addressed()).toEqual(["other@scuola.example"]);
  });

  it("an institute that reports one site is mailed about the other, and the ledger says so", async () => {
    at("08:30:00");
    await afterClaim(() => town.report(primary, thursday, { absent: 3 }));
    const mail = (await trial.now.mails()).find(({ to }) => to.includes("own@scuola.example"));
    expect(mail?.text).not.toContain(`- Plesso ${primary}`);
    expect(await ledger()).toContainEqual(
      expect.objectContaining({ recipient: own, status: "sent", siteCodes: [secondary] }),
    );
  });
});

describe("when the mail cannot go", () => {
  let ses: UnreliableSes | undefined;
  afterEach(async () => {
    await ses?.stop();
    ses = undefined;
  });

  async function mailerOf(...answer: Parameters<typeof startUnreliableSes>) {
    ses = await startUnreliableSes(...answer);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    return openMailer({
      endpoint: ses.endpoint,
      region: "eu-south-1",
      from: "s@ats.example",
      credentials,
      timeoutMillis: 2_000,
    });
  }

  it("an institute without an address is listed as such, and mailed never", async () => {
    await town.put(`/v1/institutes/${other}/contacts`, town.otherSchool, { contacts: [] });
    at("08:30:00");
    expect(await remind()).toMatchObject({ sent: 1, skipped: 1 });
    expect(await ledger()).toContainEqual(
      expect.objectContaining({ recipient: other, status: "skipped", reason: "no-valid-address" }),
    );
    const { body } = await trial.now.call("GET", `/v1/survey-days/${thursday}/sites?state=missing`, {
      token: town.healthOffice,
    });
    expect(pageShape.parse(body).items).toContainEqual(
      expect.objectContaining({
        siteCode: foreign,
        contactState: "none",
        mail: expect.objectContaining({ status: "skipped" }),
      }),
    );
  });

  it("an institute without an address takes nothing of the day's share from those that come after it", async () => {
    await town.put(`/v1/institutes/${own}/contacts`, town.school, { contacts: [] });
    at("08:30:00");
    // Four fifths of two mails are one mail.
    expect(await remind({ mailsPerDay: 2 })).toMatchObject({ skipped: 1, sent: 0, leftForNextRun: 1 });
    const key = { surveyDate: thursday, kind: "reminder", officeCode: "ats", recipient: own, round: 1 } as const;
    expect(await trial.now.deps.mailLedger.get(key)).toMatchObject({ siteCodes: [primary, secondary], recipients: 1 });
    expect(await remind({ mailsPerDay: 2 })).toMatchObject({ sent: 1, leftForNextRun: 0 });
  });

  it("an institute that is not registered any more is listed as one without an address", async () => {
    const { institutes } = trial.now.deps;
    const gone = { ...institutes, get: async () => undefined };
    at("08:30:00");
    expect(await remind({ institutes: gone })).toMatchObject({ sent: 0, skipped: 2 });
  });

  it("a reminder that may have gone out is never sent again", async () => {
    const { deps } = trial.now;
    at("08:30:00");
    await remind({ mailer: { send: async () => ({ kind: "unknown", detail: "" }) } });
    const reminder = {
      surveyDate: thursday,
      round: 1,
      officeCode: "ats",
      instituteCode: own,
      siteCodes: [primary],
      recipients: 1,
    } as const;
    // Longer than any worker may hold it.
    at("09:30:00");
    expect(await remindInstitute(reminder, deps)).toBe("taken");
    expect(await addressed()).toEqual([]);
  });

  it("an address that bounced gets no more", async () => {
    await trial.now.deps.institutes.setContactState(other, "other@scuola.example", "bounced");
    at("08:30:00");
    await remind();
    expect(await addressed()).toEqual(["own@scuola.example"]);
  });

  it("throttled, it is put off, and the next run sends it", async () => {
    const mailer = await mailerOf((response) => {
      response.statusCode = 400;
      response.end(refusal("Throttling", "Maximum sending rate exceeded."));
    });
    at("08:30:00");
    let millis = 0;
    const time = {
      stopwatch: () => millis,
      pause: async (wait: number) => {
        millis += wait;
      },
    };
    expect(await remind({ mailer, ...time })).toMatchObject({ sent: 0, uncertain: 0, leftForNextRun: 2 });
    expect(await ledger()).toEqual([]);
    at("08:45:00");
    expect(await remind()).toMatchObject({ sent: 2 });
  });

  it.each(["unreachable", "quota-used-up", "rejected"] as const)(
    "refused as %s, it is left for the next run, which sends it",
    async (reason) => {
      at("08:30:00");
      const send = async () => ({ kind: "refused", reason, detail: "no" }) as const;
      expect(await remind({ mailer: { send } })).toMatchObject({
        sent: 0,
        skipped: 0,
        uncertain: 0,
        leftForNextRun: 2,
      });
      expect(await ledger()).toEqual([]);
      at("08:45:00");
      expect(await remind()).toMatchObject({ sent: 2, leftForNextRun: 0 });
    },
  );

  it.each([
    [
      "a 500",
      (response: { statusCode: number; end: (text: string) => void }) => {
        response.statusCode = 500;
        response.end("");
      },
    ],
    ["a connection that breaks", (response: { destroy: () => void }) => response.destroy()],
  ])("after %s it is uncertain, listed, and never sent again", async (_, answer) => {
    const mailer = await mailerOf(answer);
    at("08:30:00");
    expect(await remind({ mailer })).toMatchObject({ sent: 0, uncertain: 2 });
    expect(ses?.requests).toHaveLength(2);
    at("12:00:00");
    expect(await remind()).toMatchObject({ sent: 0, uncertain: 0 });
    expect((await ledger()).map(({ status }) => status)).toEqual(["uncertain", "uncertain"]);
    expect(await addressed()).toEqual([]);
  });

  it("one institute's fault does not keep the others waiting; the run says that it failed, the next one repairs", async () => {
    const { institutes } = trial.now.deps;
    const get: typeof institutes.get = async (code, options) => {
      if (code === own) throw new Crash("damaged");
      return institutes.get(code, options);
    };
    at("08:30:00");
    await expect(remind({ institutes: { ...institutes, get } })).rejects.toThrow(
      /^1 reminder-failed; done: .*"sent":1/,
    );
    const failed = trial.now.logLines.filter((line) => line.includes('"message":"reminder-failed"'));
    expect(failed).toEqual([
      expect.stringContaining(`"surveyDate":"${thursday}","officeCode":"ats","instituteCode":"${own}"`),
    ]);
    expect(await addressed()).toEqual(["other@scuola.example"]);
    at("08:45:00");
    expect(await remind()).toMatchObject({ sent: 1 });
  });

  it("a survey day of which the ledger cannot be read is a fault that names it, and the run ends as usual", async () => {
    const { mailLedger } = trial.now.deps;
    const pagesOf: typeof mailLedger.pagesOf = (part, onDamaged) => {
      if (part.kind === "reminder") throw new Crash("out of reach");
      return mailLedger.pagesOf(part, onDamaged);
    };
    at("14:00:00");
    await expect(remind({ mailLedger: { ...mailLedger, pagesOf }, secondReminder: true })).rejects.toThrow(
      /^1 reminder-failed; done: .*"opened":1/,
    );
    const failed = trial.now.logLines.filter((line) => line.includes('"message":"reminder-failed"'));
    expect(failed).toEqual([expect.stringContaining(`"surveyDate":"${thursday}"`)]);
  });

  it("a run without enough time left ends cleanly, and the next one goes on", async () => {
    await trial.now.run("open-survey-day");
    at("08:30:00");
    expect(await remind({}, enoughMillis - 1)).toMatchObject({ sent: 0, leftForNextRun: 2 });
    // The second would have to wait for its turn.
    expect(await remind({ mailRatePerSecond: 1 }, enoughMillis)).toMatchObject({ sent: 1, leftForNextRun: 1 });
    expect(await remind({}, enoughMillis)).toMatchObject({ sent: 1, leftForNextRun: 0 });
  });

  it("keeps to its share of the sending rate", async () => {
    const waits: number[] = [];
    let millis = 0;
    const pause = async (wait: number) => {
      waits.push(wait);
      millis += wait;
    };
    at("08:30:00");
    await remind({
      mailRatePerSecond: 1,
      pause,
      stopwatch: () => millis,
      mailer: await mailerOf((response) => response.end(acceptance("m"))),
    });
    // One a second, of which a fifth is left for alerts.
    expect(waits).toEqual([1_250]);
  });
});

describe("institutes that get no reminder", () => {
  const operators = "servizio@ats.example";
  beforeEach(async () => {
    await town.put("/v1/health-office/contacts", town.healthOffice, {
      alertDigests: [],
      operationsNotices: [{ email: operators }],
    });
  });

  const withoutAddress = () => town.put(`/v1/institutes/${other}/contacts`, town.otherSchool, { contacts: [] });
  const flag = (state: "bounced" | "complained") =>
    trial.now.deps.institutes.setContactState(own, "own@scuola.example", state);

  /** The mails to the operators since the last time. */
  async function told(): Promise<{ subject: string; text: string }[]> {
    const mails = await trial.now.mails();
    await trial.now.clearMails();
    return mails.filter(({ to }) => to.includes(operators));
  }

  it("is nobody as long as every institute has an address that takes mail", async () => {
    at("08:30:00");
    await remind();
    expect(await told()).toEqual([]);
  });

  it("an institute without an address: the operators learn how many of its sites are missing", async () => {
    await withoutAddress();
    at("08:30:00");
    await remind();
    expect(await told()).toEqual([
      expect.objectContaining({
        subject: "[Sentinella, servizio] Istituti senza indirizzo: 1",
        text: expect.stringMatching(new RegExp(`\\(${other}\\): 1 plesso mancante`)),
      }),
    ]);
  });

  it.each([
    ["bounced", "l'indirizzo respinge la posta"],
    ["complained", "il messaggio è stato segnalato come indesiderato"],
  ] as const)("a contact that has %s: the operators learn whose it is, and never the address", async (state, words) => {
    await flag(state);
    at("08:30:00");
    await remind();
    const [mail, ...others] = await told();
    expect(others).toEqual([]);
    expect(mail?.subject).toBe("[Sentinella, servizio] Contatti da correggere: 1");
    expect(mail?.text).toContain(`(${own}): ${words}`);
    expect(mail?.text).not.toContain("own@scuola.example");
  });

  it("a contact that the reminder of this morning has shown not to work: the next run tells", async () => {
    at("08:30:00");
    await remind();
    await flag("bounced");
    expect(await told()).toEqual([]);
    at("08:45:00");
    await remind();
    expect(await told()).toHaveLength(1);
  });

  it("are reported once a day, for any number of runs at once or in turn, and only as long as needed", async () => {
    await withoutAddress();
    await flag("bounced");
    at("08:30:00");
    await Promise.all([remind(), remind()]);
    at("08:45:00");
    await remind();
    at("18:00:00");
    await remind();
    expect((await told()).map(({ subject }) => subject).toSorted()).toEqual([
      "[Sentinella, servizio] Contatti da correggere: 1",
      "[Sentinella, servizio] Istituti senza indirizzo: 1",
    ]);

    trial.now.setNow("2023-02-22T08:30:00+01:00");
    await remind();
    expect(await told()).toHaveLength(2);

    await town.put(`/v1/institutes/${own}/contacts`, town.school, { contacts: [{ email: "new@scuola.example" }] });
    trial.now.setNow("2023-02-24T08:30:00+01:00");
    await remind();
    expect((await told()).map(({ subject }) => subject)).toEqual([
      "[Sentinella, servizio] Istituti senza indirizzo: 1",
    ]);
  });

  it("are reported by the next run when no time is left", async () => {
    await withoutAddress();
    await trial.now.run("open-survey-day");
    at("08:30:00");
    await remind({}, enoughMillis - 1);
    expect(await told()).toEqual([]);
    await remind({}, enoughMillis);
    expect(await told()).toHaveLength(1);
  });

  it("are not reported after they have entered their absences", async () => {
    await withoutAddress();
    await flag("bounced");
    await town.report(foreign, thursday, { absent: 1 });
    await town.report(primary, thursday, { absent: 1 });
    await town.report(secondary, thursday, { absent: 1 });
    at("08:30:00");
    await remind();
    expect(await told()).toEqual([]);
  });

  it("go to the operators later when a mail fails: no reminder is delayed, the run reports it, the next run mails", async () => {
    await withoutAddress();
    const { settings } = trial.now.deps;
    const healthOfficeContacts = async () => {
      throw new Crash("out of reach");
    };
    at("08:30:00");
    await expect(remind({ settings: { ...settings, healthOfficeContacts } })).rejects.toThrow(
      /^1 operators-not-told; done: .*"sent":1/,
    );
    const failed = trial.now.logLines.filter((line) => line.includes('"message":"operators-not-told"'));
    expect(failed).toEqual([expect.stringContaining(`"surveyDate":"${thursday}"`)]);
    expect(await told()).toEqual([]);
    at("08:45:00");
    await remind();
    expect(await told()).toHaveLength(1);
  });
});

describe("the second round", () => {
  const second = { secondReminder: true };

  it("goes at 14:00 to institutes that did not react to the first, and only to them", async () => {
    at("08:30:00");
    await remind(second);
    await town.report(foreign, thursday, { absent: 3 });
    at("13:59:59");
    expect(await remind(second)).toMatchObject({ sent: 0 });
    at("14:00:00");
    expect(await remind(second)).toMatchObject({ sent: 1 });
    expect(await remind(second)).toMatchObject({ sent: 0 });
    expect(await addressed()).toEqual(["other@scuola.example", "own@scuola.example", "own@scuola.example"]);
  });

  it("is off unless it is asked for", async () => {
    at("08:30:00");
    await remind();
    at("14:00:00");
    expect(await remind()).toMatchObject({ sent: 0 });
  });

  it("is not for institutes that got the first round only after 14:00", async () => {
    at("14:00:00");
    expect(await remind(second)).toMatchObject({ sent: 2 });
    at("14:15:00");
    expect(await remind(second)).toMatchObject({ sent: 0 });
  });
});

describe("a mishap at any call of the job", () => {
  /** Runs the job with the mishap on a survey day of its own, then again a quarter of an hour later. */
  async function reminders(date: string, call: number, mishap: (typeof mishaps)[number]) {
    const { run, setNow, deps } = trial.now;
    await trial.now.clearMails();
    const morning = addDays(date, 1);
    setNow(`${morning}T08:30:00+01:00`);
    const { changes, calls } = withMishap(deps, call, mishap);
    await run("send-reminders", changes).catch(ignoreCrash);
    setNow(`${morning}T08:45:00+01:00`);
    await run("send-reminders");
    const mails = await trial.now.mails();
    const entries = await ledger(date);
    return { calls: calls(), mails: mails.flatMap(({ to }) => to), entries };
  }

  it("doubles no mail, and loses none without listing it as uncertain", async () => {
    const days = freshSurveyDays();
    const clean = await reminders(next(days), 0, "crash-before");
    expect(clean.mails.toSorted()).toEqual(["other@scuola.example", "own@scuola.example"]);
    expect(clean.calls).toBeGreaterThan(15);
    let uncertain = 0;
    for (const mishap of mishaps) {
      for (let call = 1; call <= clean.calls; call += counts.callStep) {
        const { mails, entries } = await reminders(next(days), call, mishap);
        const told = `${mishap} at call ${call}`;
        for (const [code, address] of [
          [own, "own@scuola.example"],
          [other, "other@scuola.example"],
        ]) {
          const received = mails.filter((to) => to === address).length;
          const entry = entries.find(({ recipient }) => recipient === code);
          expect(received, told).toBeLessThanOrEqual(1);
          expect(["sent", "uncertain"], told).toContain(entry?.status);
          if (received === 0) expect(entry?.status, told).toBe("uncertain");
          if (entry?.status === "uncertain") uncertain += 1;
        }
      }
    }
    // The explorer has been where it hurts.
    expect(uncertain).toBeGreaterThan(0);
  });

  it("would be found by this very exploration if the claim were taken out", async () => {
    at("08:30:00");
    const { mailLedger } = trial.now.deps;
    const claim: typeof mailLedger.claim = async (...claims) => ({
      ...(await mailLedger.claim(...claims)),
      kind: "claimed",
    });
    const unclaimed = { mailLedger: { ...mailLedger, claim } };
    await Promise.all([remind(unclaimed), remind(unclaimed)]);
    expect((await addressed()).length).toBeGreaterThan(2);
  });
});
