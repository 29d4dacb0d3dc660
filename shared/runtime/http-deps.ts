import { setTimeout as pause } from "node:timers/promises";
import type { Calendar } from "../domain/calendar/calendar.ts";
import type { Ownership } from "../domain/jurisdiction.ts";
import { type AlertPolicyStore, alertPolicyStore } from "../store/alert-policy-store.ts";
import { type AlertStore, alertStore } from "../store/alert-store.ts";
import { type ContactChangeStore, contactChangeStore } from "../store/contact-change-store.ts";
import type { Meter } from "../store/database.ts";
import { type EnrolmentStore, enrolmentStore } from "../store/enrolment-store.ts";
import { type InstituteStore, instituteStore } from "../store/institute-store.ts";
import { type MailLedgerStore, mailLedgerStore } from "../store/mail-ledger-store.ts";
import { type MigrationStore, migrationStore } from "../store/migration-store.ts";
import type { OnDamaged } from "../store/parse-item.ts";
import { type ReportStore, reportStore } from "../store/report-store.ts";
import { type SchoolCalendarStore, schoolCalendarStore } from "../store/school-calendar-store.ts";
import { type SettingsStore, settingsStore } from "../store/settings-store.ts";
import { type SiteStore, siteStore } from "../store/site-store.ts";
import { type SurveyDayStore, surveyDayStore } from "../store/survey-day-store.ts";
import { type AccessTokens, openAccessTokens } from "./access-tokens.ts";
import type { Clock } from "./clock.ts";
import { databaseOf } from "./database-of.ts";
import type { Environment } from "./environment.ts";
import { openLinkKeySecret } from "./link-key-secret.ts";
import { type LinkKeySource, linkKeysFromSecret } from "./link-keys.ts";
import { type LinkTokens, openLinkTokens } from "./link-tokens.ts";
import { type Log, openLog } from "./log.ts";
import { type AwaitedMigrations, awaitedMigrations } from "./migration-gate.ts";
import { readCalendar } from "./read-calendar.ts";
import { readOwnership } from "./read-ownership.ts";

/**
 * Everything through which handlers reach the world: all that jobs have but the mailer, since nothing is mailed while a
 * caller waits, and a function that does not mail should not carry what it takes.
 */
export type HttpDeps = {
  now: Clock;
  /** Waits, by the machine's time. */
  pause: (millis: number) => Promise<void>;
  /** Milliseconds that only ever grow, by the machine's time. */
  stopwatch: () => number;
  log: Log;
  /** Is told of what lists leave out because it is damaged. */
  onDamaged: OnDamaged;
  /** Where the pages are; links in mails begin with it. */
  webOrigin: string;
  mailRatePerSecond: number;
  mailsPerDay: number;
  /** Whether a second reminder goes out at 14:00. */
  secondReminder: boolean;
  sites: SiteStore;
  enrolments: EnrolmentStore;
  institutes: InstituteStore;
  reports: ReportStore;
  surveyDays: SurveyDayStore;
  alerts: AlertStore;
  alertPolicies: AlertPolicyStore;
  mailLedger: MailLedgerStore;
  settings: SettingsStore;
  schoolCalendars: SchoolCalendarStore;
  contactChanges: ContactChangeStore;
  migrations: MigrationStore;
  awaitedMigrations: AwaitedMigrations;
  /** As it was at most `calendarAgeMaxMillis` ago. */
  calendar: () => Promise<Calendar>;
  /** After a change: the next question reads it anew. */
  forgetCalendar: () => void;
  /** The health offices, and whose each territory is, as it stands now. */
  ownership: () => Promise<Ownership>;
  accessTokens: AccessTokens;
  linkTokens: LinkTokens;
};

/**
 * What handlers are given: the settings without the list of all territories, since which are the caller's only the
 * request's jurisdiction tells.
 */
export type HandlerDeps = Omit<HttpDeps, "ownership" | "settings"> & {
  settings: Omit<SettingsStore, "territories" | "listedTerritories" | "region">;
};

/** A submission does not read the calendar each time. */
const calendarAgeMaxMillis = 60_000;

export type DepsOptions = {
  now: Clock;
  /** Told of every database call and what it consumed. */
  meter?: Meter;
  /** Where log lines go; default standard output. */
  writeLog?: (line: string) => void;
};

/** Opens everything a handler needs, from its environment. Nothing is connected before it is first used. */
export function openHttpDeps(environment: Environment, options: DepsOptions): HttpDeps {
  const database = databaseOf(environment, options.meter);
  const settings = settingsStore(database);
  const schoolCalendars = schoolCalendarStore(database);
  const migrations = migrationStore(database);
  const log = openLog(options.writeLog ?? ((line) => process.stdout.write(line)));
  const onDamaged: OnDamaged = (damage) => log.error("damaged-item", damage);
  return {
    now: options.now,
    pause: async (millis) => pause(millis),
    stopwatch: () => performance.now(),
    log,
    onDamaged,
    webOrigin: environment.WEB_ORIGIN,
    mailRatePerSecond: environment.MAIL_RATE_PER_SECOND,
    mailsPerDay: environment.MAILS_PER_DAY,
    secondReminder: environment.SECOND_REMINDER,
    sites: siteStore(database),
    enrolments: enrolmentStore(database),
    institutes: instituteStore(database),
    reports: reportStore(database),
    surveyDays: surveyDayStore(database),
    alerts: alertStore(database),
    alertPolicies: alertPolicyStore(database),
    mailLedger: mailLedgerStore(database),
    settings,
    schoolCalendars,
    contactChanges: contactChangeStore(database),
    migrations,
    awaitedMigrations: awaitedMigrations(migrations),
    ...cachedCalendar(() => readCalendar({ settings, schoolCalendars, onDamaged })),
    ownership: () => readOwnership(settings),
    accessTokens: openAccessTokens(environment),
    linkTokens: openLinkTokens(openLinkKeys(environment)),
  };
}

/** Given with the environment on one machine, in a secret in the cloud. */
function openLinkKeys(environment: Environment): LinkKeySource {
  const { LINK_KEYS: keys, LINK_KEYS_SECRET: secretId } = environment;
  if (keys !== undefined) return async () => keys;
  if (secretId === undefined) throw new Error("there are no link keys");
  const secret = openLinkKeySecret(secretId, environment);
  return linkKeysFromSecret(
    () => secret.current(),
    () => performance.now(),
  );
}

function cachedCalendar(read: () => Promise<Calendar>): Pick<HttpDeps, "calendar" | "forgetCalendar"> {
  let known: { calendar: Promise<Calendar>; readAt: number } | undefined;
  return {
    calendar: () => {
      const now = performance.now();
      if (known === undefined || now - known.readAt > calendarAgeMaxMillis) {
        const calendar = read();
        known = { calendar, readAt: now };
        // A failed read is not remembered.
        calendar.catch(() => {
          known = undefined;
        });
      }
      return known.calendar;
    },
    forgetCalendar: () => {
      known = undefined;
    },
  };
}
