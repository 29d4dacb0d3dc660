import type { Calendar } from "../domain/calendar/calendar.ts";
import type { Ownership } from "../domain/jurisdiction.ts";
import type { EventFunctionName, eventFunctions } from "../event-functions.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { RouteName, routes } from "../routes.ts";
import type { JobName, schedules } from "../schedules.ts";
import type { AlertPolicyStore } from "../store/alert-policy-store.ts";
import type { AlertStore } from "../store/alert-store.ts";
import type { AreaStore } from "../store/area-store.ts";
import type { AuditStore } from "../store/audit-store.ts";
import type { ContactChangeStore } from "../store/contact-change-store.ts";
import type { EnrolmentStore } from "../store/enrolment-store.ts";
import type { HealthOfficeStore } from "../store/health-office-store.ts";
import type { InstituteStore } from "../store/institute-store.ts";
import type { LedgerOfficesStore } from "../store/ledger-offices-store.ts";
import type { MailLedgerStore } from "../store/mail-ledger-store.ts";
import type { MigrationStore } from "../store/migration-store.ts";
import type { OnDamaged } from "../store/parse-item.ts";
import type { ReportStore } from "../store/report-store.ts";
import type { SchoolCalendarStore } from "../store/school-calendar-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";
import type { SiteStore } from "../store/site-store.ts";
import type { SurveyDayStore } from "../store/survey-day-store.ts";
import type { TableId } from "../tables.ts";
import type { Authenticate } from "./authenticate.ts";
import type { Clock } from "./clock.ts";
import type { LinkKeySecret } from "./link-key-secret.ts";
import type { LinkTokens } from "./link-tokens.ts";
import type { Log } from "./log.ts";
import type { AwaitedMigrations } from "./migration-gate.ts";
import type { UserPool } from "./user-pool.ts";

/** The dependencies of every handler and job. */
export type CommonDeps = {
  now: Clock;
  /** Waits, by the machine's time. */
  pause: (millis: number) => Promise<void>;
  /** Milliseconds that only increase, by the machine's time. */
  stopwatch: () => number;
  log: Log;
  /** Called for each damaged item that a list leaves out. */
  onDamaged: OnDamaged;
  /** The origin of the pages. Links in mails begin with it. */
  webOrigin: string;
  mailRatePerSecond: number;
  mailsPerDay: number;
  /** Whether a second reminder goes out at 14:00. */
  secondReminder: boolean;
  awaitedMigrations: AwaitedMigrations;
};

/** Every store, and the values made from one, each with its table. */
type Stores = {
  institutes: { of: "institutes"; store: InstituteStore };
  sites: { of: "sites"; store: SiteStore };
  enrolments: { of: "enrolments"; store: EnrolmentStore };
  reports: { of: "absenceReports"; store: ReportStore };
  surveyDays: { of: "surveyDays"; store: SurveyDayStore };
  alerts: { of: "alerts"; store: AlertStore };
  mailLedger: { of: "mailLedger"; store: MailLedgerStore };
  audit: { of: "audit"; store: AuditStore };
  settings: { of: "settings"; store: SettingsStore };
  areas: { of: "settings"; store: AreaStore };
  alertPolicies: { of: "settings"; store: AlertPolicyStore };
  contactChanges: { of: "settings"; store: ContactChangeStore };
  schoolCalendars: { of: "settings"; store: SchoolCalendarStore };
  healthOffices: { of: "settings"; store: HealthOfficeStore };
  ledgerOffices: { of: "settings"; store: LedgerOfficesStore };
  /** At most a minute old. */
  calendar: { of: "settings"; store: () => Promise<Calendar> };
  /** Called after a change, so that the next call reads the calendar again. */
  forgetCalendar: { of: "settings"; store: () => void };
  /** The health offices and the owner of each territory, read now. */
  ownership: { of: "settings"; store: () => Promise<Ownership> };
};

/** Only the stores of these tables. */
export type StoresOf<Tables extends TableId> = {
  [Name in keyof Stores as Stores[Name]["of"] extends Tables ? Name : never]: Stores[Name]["store"];
};

/** All access of handlers and jobs to the outside. Ask for what you use: `Pick<Deps, …>`. */
export type Deps = CommonDeps &
  StoresOf<TableId> & {
    /** Reads whole tables, by name. */
    migrations: MigrationStore;
    mailer: Mailer;
    linkTokens: LinkTokens;
    authenticate: Authenticate;
  };

type TablesOf<Row extends { tables: object }> = Row extends Row ? Extract<keyof Row["tables"], TableId> : never;

/**
 * The settings without the list of all territories: the request's jurisdiction gives a handler the caller's
 * territories.
 */
type HandlerStores<Tables extends TableId> = Omit<StoresOf<Tables>, "ownership" | "settings"> &
  ("settings" extends Tables
    ? { settings: Omit<SettingsStore, "territories" | "listedTerritories" | "region"> }
    : unknown);

/** The dependencies of these routes' handlers: the stores of the tables that their rows name. */
export type RouteDeps<Name extends RouteName> = CommonDeps & HandlerStores<TablesOf<(typeof routes)[Name]>>;

type OnAlerts = `${string}/{alertId}${string}`;
type OnInstitutes = `${string}/{instituteCode}${string}`;

/** What a function that serves these routes must open: for its handlers, and to compute the caller's jurisdiction. */
export type HttpDeps<Name extends RouteName> = RouteDeps<Name> &
  ([(typeof routes)[Name]["roles"]] extends ["public"] ? unknown : Pick<Deps, "authenticate" | "ownership" | "sites">) &
  ([Extract<(typeof routes)[Name]["path"], OnAlerts>] extends [never] ? unknown : Pick<Deps, "alerts">) &
  ([Extract<(typeof routes)[Name]["path"], OnInstitutes>] extends [never] ? unknown : Pick<Deps, "institutes">);

type UsesOf<Name extends JobName> = (typeof schedules)[Name]["uses"][number];
type RightsOf<Row extends { tables: object }> = Row extends Row ? Row["tables"][keyof Row["tables"]] : never;

/** The dependencies of these jobs, from their rows of the job table. */
export type JobDeps<Name extends JobName> = CommonDeps &
  StoresOf<TablesOf<(typeof schedules)[Name]>> &
  ("mail" extends UsesOf<Name> ? Pick<Deps, "mailer"> : unknown) &
  ("link-keys" extends UsesOf<Name> ? Pick<Deps, "linkTokens"> : unknown) &
  ("scan-write" extends RightsOf<(typeof schedules)[Name]> ? Pick<Deps, "migrations"> : unknown);

/** The dependencies of every function for AWS events. */
export type EventCommonDeps = Pick<CommonDeps, "now" | "log"> & {
  linkKeySecret: (secretId: string) => LinkKeySecret;
  /** 32 bytes from the system's generator, base64url. */
  newLinkKey: () => string;
  userPool: UserPool;
};

/** The dependencies of the functions for these events: the stores of the tables that their rows name. */
export type EventDeps<Name extends EventFunctionName = EventFunctionName> = EventCommonDeps &
  StoresOf<TablesOf<(typeof eventFunctions)[Name]>>;
