import type { Calendar } from "../domain/calendar/calendar.ts";
import { openMailer } from "../mail/mailer.ts";
import { alertPolicyStore } from "../store/alert-policy-store.ts";
import { alertStore } from "../store/alert-store.ts";
import { areaStore } from "../store/area-store.ts";
import { auditStore } from "../store/audit-store.ts";
import { contactChangeStore } from "../store/contact-change-store.ts";
import type { Database } from "../store/database.ts";
import { enrolmentStore } from "../store/enrolment-store.ts";
import { healthOfficeStore } from "../store/health-office-store.ts";
import { instituteStore } from "../store/institute-store.ts";
import { ledgerOfficesStore } from "../store/ledger-offices-store.ts";
import { mailLedgerStore } from "../store/mail-ledger-store.ts";
import { migrationStore } from "../store/migration-store.ts";
import type { OnDamaged } from "../store/parse-item.ts";
import { reportStore } from "../store/report-store.ts";
import { schoolCalendarStore } from "../store/school-calendar-store.ts";
import { settingsStore } from "../store/settings-store.ts";
import { siteStore } from "../store/site-store.ts";
import { surveyDayStore } from "../store/survey-day-store.ts";
import { openAccessTokens } from "./access-tokens.ts";
import { authenticateBy } from "./authenticate.ts";
import { credentialsOf } from "./credentials.ts";
import type { Deps, StoresOf } from "./deps.ts";
import type { Environment } from "./environment.ts";
import { openLinkKeySecret } from "./link-key-secret.ts";
import { type LinkKeySource, linkKeysFromSecret } from "./link-keys.ts";
import { openLinkTokens } from "./link-tokens.ts";
import { readCalendar } from "./read-calendar.ts";
import { readOwnership } from "./read-ownership.ts";

// One function for each part of the deps. A bundle contains those that its entry names, and their imports.

/** What a table's opener needs. */
export type TableOpening = { database: Database; onDamaged: OnDamaged };

/** What a service's opener needs. */
export type ServiceOpening = { environment: Environment };

export function institutes({ database }: TableOpening): StoresOf<"institutes"> {
  return { institutes: instituteStore(database) };
}

export function sites({ database }: TableOpening): StoresOf<"sites"> {
  return { sites: siteStore(database) };
}

export function enrolments({ database }: TableOpening): StoresOf<"enrolments"> {
  return { enrolments: enrolmentStore(database) };
}

export function absenceReports({ database }: TableOpening): StoresOf<"absenceReports"> {
  return { reports: reportStore(database) };
}

export function surveyDays({ database }: TableOpening): StoresOf<"surveyDays"> {
  return { surveyDays: surveyDayStore(database) };
}

export function alerts({ database }: TableOpening): StoresOf<"alerts"> {
  return { alerts: alertStore(database) };
}

export function mailLedger({ database }: TableOpening): StoresOf<"mailLedger"> {
  return { mailLedger: mailLedgerStore(database, ledgerOfficesStore(database).since) };
}

export function audit({ database }: TableOpening): StoresOf<"audit"> {
  return { audit: auditStore(database) };
}

export function settings({ database, onDamaged }: TableOpening): StoresOf<"settings"> {
  const store = settingsStore(database);
  const schoolCalendars = schoolCalendarStore(database);
  return {
    settings: store,
    areas: areaStore(database),
    alertPolicies: alertPolicyStore(database),
    contactChanges: contactChangeStore(database),
    schoolCalendars,
    healthOffices: healthOfficeStore(database),
    ledgerOffices: ledgerOfficesStore(database),
    ...cachedCalendar(() => readCalendar({ settings: store, schoolCalendars, onDamaged })),
    ownership: () => readOwnership(store),
  };
}

/** A submission should not read the calendar each time. */
const calendarAgeMaxMillis = 60_000;

function cachedCalendar(read: () => Promise<Calendar>): Pick<Deps, "calendar" | "forgetCalendar"> {
  let known: { calendar: Promise<Calendar>; readAt: number } | undefined;
  return {
    calendar: () => {
      const now = performance.now();
      if (known === undefined || now - known.readAt > calendarAgeMaxMillis) {
        const calendar = read();
        known = { calendar, readAt: now };
        // A failed read is not kept.
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

export function migrations({ database }: TableOpening): Pick<Deps, "migrations"> {
  return { migrations: migrationStore(database) };
}

/** For functions that identify their callers. */
export function callers({ environment }: ServiceOpening): Pick<Deps, "authenticate"> {
  return { authenticate: authenticateBy(openAccessTokens(environment), openLinkTokens(linkKeys(environment))) };
}

/** For functions that write reminder links. */
export function links({ environment }: ServiceOpening): Pick<Deps, "linkTokens"> {
  return { linkTokens: openLinkTokens(linkKeys(environment)) };
}

/** On one machine the environment has the keys; in the cloud a secret has them. */
function linkKeys(environment: Environment): LinkKeySource {
  const { LINK_KEYS: keys, LINK_KEYS_SECRET: secretId } = environment;
  if (keys !== undefined) return async () => keys;
  if (secretId === undefined) throw new Error("there are no link keys");
  const secret = openLinkKeySecret(secretId, environment);
  return linkKeysFromSecret(
    () => secret.current(),
    () => performance.now(),
  );
}

const mailTimeoutMillis = 10_000;

export function mail({ environment }: ServiceOpening): Pick<Deps, "mailer"> {
  return {
    mailer: openMailer({
      region: environment.AWS_REGION,
      from: environment.MAIL_FROM,
      timeoutMillis: mailTimeoutMillis,
      credentials: credentialsOf(environment),
      ...(environment.SES_ENDPOINT === undefined ? {} : { endpoint: environment.SES_ENDPOINT }),
      ...(environment.SES_CONFIGURATION_SET === undefined
        ? {}
        : { configurationSet: environment.SES_CONFIGURATION_SET }),
    }),
  };
}
