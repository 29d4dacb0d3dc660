import { createTables } from "../../infra/local/create-tables.ts";
import { type EngineKind, startEngine } from "../../infra/local/engine.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { openDatabase } from "../../shared/store/database.ts";
import { settingsStore } from "../../shared/store/settings-store.ts";
import { writtenOn } from "../rig/written-on.ts";

/**
 * A process to be killed: `node engine-process.ts KIND FOLDER` starts an engine, adds territories `t1`, `t2` … and
 * prints the endpoint and, after each answer, the name. Ends on its own after a while, should its parent forget it.
 */
const [kindName, dataDir = ""] = process.argv.slice(2);
const kind: EngineKind = kindName === "dynoxide" ? "dynoxide" : "dynalite";
const writesMax = 5_000;

const engine = await startEngine({ kind, dataDir });
const place = { endpoint: engine.endpoint, region: "eu-south-1", tablePrefix: "test-" };
await createTables(place);
const settings = settingsStore(openDatabase({ ...place, requestTimeoutMillis: 5_000 }));
process.stdout.write(`${engine.endpoint}\n`);
for (let write = 1; write <= writesMax; write++) {
  await settings.addTerritory(`t${write}`, firstOfficeCode, writtenOn("2023-02-16"));
  process.stdout.write(`t${write}\n`);
}
await engine.stop();
