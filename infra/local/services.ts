import { randomUUID } from "node:crypto";
import { event as settleMail } from "../../functions/events/settle-mail.ts";
import { routes } from "../../shared/routes.ts";
import { parseEnvironment } from "../../shared/runtime/environment.ts";
import { httpFunction } from "../../shared/runtime/http-chain.ts";
import { runJob } from "../../shared/runtime/job-chain.ts";
import { readOwnership } from "../../shared/runtime/read-ownership.ts";
import { localCredentials } from "../../shared/store/database.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import type { LocalClock } from "./clock.ts";
import { deliveryEvents } from "./delivery-events.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import { routeMatcher } from "./gateway-event.ts";
import { audience, type Identity, oidcPath, openIdentity, type Supplier } from "./identity.ts";
import { loadHandlers, loadJobs } from "./load-functions.ts";
import type { InboxMail } from "./mail-folder.ts";
import { openAllDeps } from "./open-all-deps.ts";
import type { RunJob } from "./scheduler.ts";
import { type LocalSecrets, linkKeySet, publicKeySet } from "./secrets.ts";
import { type LocalUsers, openLocalUsers, scanInstituteCodes } from "./users.ts";

/** The deployed code over local endpoints. */
export type LocalServices = {
  gateway: Gateway;
  identity: Identity;
  users: LocalUsers;
  runJob: RunJob;
  /** Tells the ledger that these mails have arrived, as the events of SES do in the cloud. */
  settleArrived: (mails: readonly InboxMail[]) => Promise<void>;
};

type ServiceOptions = {
  /** The address for people. */
  origin: string;
  engine: { endpoint: string; region: string; tablePrefix: string };
  sesEndpoint: string;
  secrets: LocalSecrets;
  suppliers: readonly Supplier[];
  clock: LocalClock;
  writeLog: (line: string) => void;
  onFault: (fault: unknown) => void;
};

/** The inbox accepts any rate. The limit of a real account would only slow down moves of the clock. */
const mailRatePerSecond = 1_000;

/** The limit of a Lambda function. */
const jobMillisMax = 15 * 60_000;

/** The same handlers, jobs, tables and SDK clients as in the cloud. Only endpoints, keys and the clock are local. */
export async function openLocalServices(options: ServiceOptions): Promise<LocalServices> {
  const { origin, engine, secrets, clock } = options;
  const environment = parseEnvironment({
    STAGE: "local",
    AWS_REGION: engine.region,
    TABLE_PREFIX: engine.tablePrefix,
    DYNAMODB_ENDPOINT: engine.endpoint,
    SES_ENDPOINT: options.sesEndpoint,
    MAIL_FROM: "Sentinella <sentinella@ats.example>",
    OIDC_ISSUER: `${origin}${oidcPath}`,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS: publicKeySet(secrets),
    LINK_KEYS: linkKeySet(secrets),
    WEB_ORIGIN: origin,
    MAIL_RATE_PER_SECOND: String(mailRatePerSecond),
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  });
  const deps = openAllDeps(environment, { now: clock.now, writeLog: options.writeLog });
  const users = openLocalUsers(
    deps.institutes,
    scanInstituteCodes(engine),
    () => readOwnership(deps.settings),
    deps.onDamaged,
  );
  const jobs = await loadJobs();

  return {
    users,
    settleArrived: (mails) => settleMail(deliveryEvents(mails), deps),
    identity: openIdentity({ origin, secrets, users, suppliers: options.suppliers }),
    gateway: openGateway({
      match: routeMatcher(tableEntries(routes).map(([, row]) => row)),
      serve: httpFunction(await loadHandlers(), deps, routes),
      now: clock.now,
      newRequestId: randomUUID,
      onFault: options.onFault,
    }),
    async runJob(name, isStopping) {
      const job = jobs.get(name);
      if (job === undefined) throw new Error(`there is no job ${name}`);
      const startedAt = performance.now();
      try {
        const remainingMillis = () => (isStopping() ? 0 : jobMillisMax - (performance.now() - startedAt));
        return await runJob(name, job, deps, { remainingMillis });
      } catch (fault) {
        deps.log.error("job failed", fault, { job: name });
        throw fault;
      }
    },
  };
}
