import { type Mailer, openMailer } from "../mail/mailer.ts";
import { credentialsOf } from "./credentials.ts";
import type { Environment } from "./environment.ts";
import { type DepsOptions, type HttpDeps, openHttpDeps } from "./http-deps.ts";

/** Everything through which handlers and jobs reach the world. Ask for what you use: `Pick<Deps, …>`. */
export type Deps = HttpDeps & { mailer: Mailer };

const mailTimeoutMillis = 10_000;

/** Opens everything an entry needs, from its environment. Nothing is connected before it is first used. */
export function openDeps(environment: Environment, options: DepsOptions): Deps {
  return {
    ...openHttpDeps(environment, options),
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
