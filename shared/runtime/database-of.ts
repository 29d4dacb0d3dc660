import { type Database, type Meter, openDatabase } from "../store/database.ts";
import { credentialsOf } from "./credentials.ts";
import type { Environment } from "./environment.ts";

const databaseTimeoutMillis = 5_000;

/** The tables of this deployment. */
export function databaseOf(
  environment: Parameters<typeof credentialsOf>[0] &
    Pick<Environment, "AWS_REGION" | "TABLE_PREFIX" | "DYNAMODB_ENDPOINT">,
  meter?: Meter,
): Database {
  return openDatabase({
    region: environment.AWS_REGION,
    tablePrefix: environment.TABLE_PREFIX,
    requestTimeoutMillis: databaseTimeoutMillis,
    credentials: credentialsOf(environment),
    ...(environment.DYNAMODB_ENDPOINT === undefined ? {} : { endpoint: environment.DYNAMODB_ENDPOINT }),
    ...(meter === undefined ? {} : { meter }),
  });
}
