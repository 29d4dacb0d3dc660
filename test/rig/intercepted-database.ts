import type { Deps } from "../../shared/runtime/deps.ts";
import { readCalendar } from "../../shared/runtime/read-calendar.ts";
import { readOwnership } from "../../shared/runtime/read-ownership.ts";
import { alertPolicyStore } from "../../shared/store/alert-policy-store.ts";
import { alertStore } from "../../shared/store/alert-store.ts";
import { areaStore } from "../../shared/store/area-store.ts";
import { auditStore } from "../../shared/store/audit-store.ts";
import { contactChangeStore } from "../../shared/store/contact-change-store.ts";
import type { Database, Key } from "../../shared/store/database.ts";
import { enrolmentStore } from "../../shared/store/enrolment-store.ts";
import { healthOfficeStore } from "../../shared/store/health-office-store.ts";
import { instituteStore } from "../../shared/store/institute-store.ts";
import { ledgerOfficesStore } from "../../shared/store/ledger-offices-store.ts";
import { mailLedgerStore } from "../../shared/store/mail-ledger-store.ts";
import { migrationStore } from "../../shared/store/migration-store.ts";
import { reportStore } from "../../shared/store/report-store.ts";
import { schoolCalendarStore } from "../../shared/store/school-calendar-store.ts";
import { settingsStore } from "../../shared/store/settings-store.ts";
import { siteStore } from "../../shared/store/site-store.ts";
import { surveyDayStore } from "../../shared/store/survey-day-store.ts";
import type { TableId } from "../../shared/tables.ts";

/** One call of a job or a handler that leaves the process. */
export type PortCall = {
  operation: "get" | "getMany" | "put" | "update" | "remove" | "query" | "count" | "scan" | "send";
  on: TableId | "ses";
  /** The key of a single item. */
  key?: Key;
};

/** Decides about a call: whether its effect takes place, and whether its answer arrives. */
export type Around = <T>(call: PortCall, effect: () => Promise<T>) => Promise<T>;

/** A database whose every call, and every page of a query, passes through `around`. */
export function interceptDatabase(database: Database, around: Around): Database {
  return {
    get: (table, key, options) => around({ operation: "get", on: table, key }, () => database.get(table, key, options)),
    getMany: (table, keys, options) =>
      around({ operation: "getMany", on: table }, () => database.getMany(table, keys, options)),
    put: (table, item, condition) =>
      around({ operation: "put", on: table }, () => database.put(table, item, condition)),
    update: (table, key, change, condition) =>
      around({ operation: "update", on: table }, () => database.update(table, key, change, condition)),
    remove: (table, key, condition) =>
      around({ operation: "remove", on: table }, () => database.remove(table, key, condition)),
    async *queryPages(query) {
      const pages = database.queryPages(query);
      // The loop ends with the last page of the engine.
      for (;;) {
        // A repeated request for a page returns the same page.
        let asked: ReturnType<typeof pages.next> | undefined;
        const page = await around({ operation: "query", on: query.table }, () => {
          asked ??= pages.next();
          return asked;
        });
        if (page.done) return;
        yield page.value;
      }
    },
    count: (table, partition) => around({ operation: "count", on: table }, () => database.count(table, partition)),
    scanPage: (table, scan) => around({ operation: "scan", on: table }, () => database.scanPage(table, scan)),
    close: () => database.close(),
  };
}

/** The same world over another database. It caches nothing, so each run reads everything. */
export function depsOver(database: Database, deps: Deps): Deps {
  const settings = settingsStore(database);
  const ledgerOffices = ledgerOfficesStore(database);
  const schoolCalendars = schoolCalendarStore(database);
  return {
    ...deps,
    sites: siteStore(database),
    enrolments: enrolmentStore(database),
    institutes: instituteStore(database),
    reports: reportStore(database),
    surveyDays: surveyDayStore(database),
    alerts: alertStore(database),
    audit: auditStore(database),
    areas: areaStore(database),
    alertPolicies: alertPolicyStore(database),
    mailLedger: mailLedgerStore(database, ledgerOffices.since),
    ledgerOffices,
    settings,
    contactChanges: contactChangeStore(database),
    schoolCalendars,
    healthOffices: healthOfficeStore(database),
    calendar: () => readCalendar({ settings, schoolCalendars, onDamaged: deps.onDamaged }),
    forgetCalendar: () => undefined,
    migrations: migrationStore(database),
    ownership: () => readOwnership(settings),
  };
}
