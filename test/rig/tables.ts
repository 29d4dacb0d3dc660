import { createTables } from "../../infra/local/create-tables.ts";
import type { Engine, EngineKind } from "../../infra/local/engine.ts";
import { type Database, type Meter, openDatabase } from "../../shared/store/database.ts";
import { type MemoryDatabase, openMemoryDatabase } from "./memory-database.ts";
import { countUnits, type UnitCounter } from "./spent-units.ts";

/** New tables, on an engine or in memory. */
export type Tables = Pick<UnitCounter, "spent" | "spentByTable"> & {
  kind: EngineKind | "memory";
  database: Database;
  /** Counts the consumed units. Further databases over these tables are opened with it. */
  meter: Meter;
  /** The environment variables of a function for these tables. */
  place: Readonly<Record<"AWS_REGION" | "TABLE_PREFIX" | "DYNAMODB_ENDPOINT", string>>;
};

export type EngineTablesOptions = {
  /** Another endpoint of the same engine. */
  through?: string;
  /** The prefix of existing tables. */
  tablePrefix?: string;
};

const region = "eu-south-1";
const requestTimeoutMillis = 30_000;
/** Nothing answers on port 9. */
export const nowhere = "http://127.0.0.1:9";
let prefixes = 0;

/** Tables on a running engine. */
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

/** Tables in this process; they need no engine. */
export function openMemoryTables(): Tables & { database: MemoryDatabase } {
  const { meter, ...counter } = countUnits();
  const place = { AWS_REGION: region, TABLE_PREFIX: "", DYNAMODB_ENDPOINT: nowhere };
  return { ...counter, kind: "memory", meter, database: openMemoryDatabase({ meter }), place };
}
