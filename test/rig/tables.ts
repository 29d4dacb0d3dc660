import { createTables } from "../../infra/local/create-tables.ts";
import type { Engine, EngineKind } from "../../infra/local/engine.ts";
import { type Database, type Meter, openDatabase } from "../../shared/store/database.ts";
import { type MemoryDatabase, openMemoryDatabase } from "./memory-database.ts";
import { countUnits, type UnitCounter } from "./spent-units.ts";

/** New tables, on an engine or in memory. */
export type Tables = Pick<UnitCounter, "spent" | "spentByTable"> & {
  kind: EngineKind | "memory";
  database: Database;
  /** Counts what is spent; further databases over these tables are opened with it. */
  meter: Meter;
  /** What the environment of a function says of them. */
  place: Readonly<Record<"AWS_REGION" | "TABLE_PREFIX" | "DYNAMODB_ENDPOINT", string>>;
};

export type EngineTablesOptions = {
  /** Another endpoint by which the engine is reached. */
  through?: string;
  /** Of tables that are there already. */
  tablePrefix?: string;
};

const region = "eu-south-1";
const requestTimeoutMillis = 30_000;
/** Port 9 discards. */
export const nowhere = "http://127.0.0.1:9";
let prefixes = 0;

/** Tables on an engine that runs. */
export async function openTables(
  { kind, endpoint }: Pick<Engine, "kind" | "endpoint">,
  { through = endpoint, tablePrefix = `world${++prefixes}-` }: EngineTablesOptions = {},
): Promise<Tables> {
  const { meter, ...counter } = countUnits();
  await createTables({ endpoint, region, tablePrefix });
  return {
    ...counter,
    kind,
    meter,
    database: openDatabase({ endpoint: through, region, tablePrefix, requestTimeoutMillis, meter }),
    place: { AWS_REGION: region, TABLE_PREFIX: tablePrefix, DYNAMODB_ENDPOINT: through },
  };
}

/** Tables in this process, for which no engine is started. */
export function openMemoryTables(): Tables & { database: MemoryDatabase } {
  const { meter, ...counter } = countUnits();
  const place = { AWS_REGION: region, TABLE_PREFIX: "", DYNAMODB_ENDPOINT: nowhere };
  return { ...counter, kind: "memory", meter, database: openMemoryDatabase({ meter }), place };
}
