import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Command } from "@commander-js/extra-typings";
import { SingleBar } from "cli-progress";
import { createTables } from "../infra/local/create-tables.ts";
import { localCredentials } from "../shared/store/database.ts";
import type { Table } from "../shared/tables.ts";
import { consoleTable } from "./report/console-table.ts";
import { forgetLedgerOffices } from "./restore/forget-ledger-offices.ts";
import { forgetMigrations } from "./restore/forget-migrations.ts";
import { readExports, verifyExport } from "./restore/read-export.ts";
import { RestoreError } from "./restore/restore-error.ts";
import { type RestoredTable, restoreTable } from "./restore/restore-table.ts";

const command = new Command()
  .name("npm run restore --")
  .description(
    "Writes exports of DynamoDB back into tables, item for item. What stands there already is never overwritten.",
  )
  .requiredOption("--export <folder>", "the exports, as they lie in the bucket")
  .requiredOption("--table-prefix <text>", "what stands before the tables' names where they are restored; may be empty")
  .option("--endpoint <url>", "another engine than AWS; tables that are missing there are made")
  .option("--region <name>", "the region of the tables", "eu-south-1")
  .showHelpAfterError()
  .allowExcessArguments(false)
  .parse();

const { export: folder, tablePrefix, endpoint, region } = command.opts();

const requestTimeoutMillis = 10_000;
/** A new table needs some time before it accepts many writes. */
const attemptsMax = 10;

const bar = new SingleBar({ format: "{bar} {percentage} % · {value}/{total} items", stream: process.stderr });
const client = new DynamoDBClient({
  region,
  ...(endpoint === undefined ? {} : { endpoint, credentials: localCredentials }),
  maxAttempts: attemptsMax,
  requestHandler: { requestTimeout: requestTimeoutMillis, throwOnRequestTimeout: true },
});

try {
  const exports = await readExports(folder);
  // Verifies all exports before it writes the first item: half a backup would be worse than none.
  for (const one of exports) await verifyExport(one);
  if (endpoint !== undefined) await createTables({ endpoint, region, tablePrefix });
  const exported = exports.map(({ table }) => table);
  const nameOf = ({ name }: Table) => tablePrefix + name;
  const forget = () => forgetMigrations(client, exported, nameOf);
  await forget();
  await forgetLedgerOffices(client, exported, nameOf);
  const restored: RestoredTable[] = [];
  bar.start(
    exports.reduce((sum, { itemCount }) => sum + itemCount, 0),
    0,
  );
  for (const one of exports) {
    restored.push(
      await restoreTable(
        client,
        one,
        ({ table }) => tablePrefix + table.name,
        () => bar.increment(),
      ),
    );
  }
  bar.stop();
  process.stdout.write(
    `${consoleTable({
      head: ["table", "export of", "items", "written", "there already", "differs, left alone"],
      rows: restored.map((row) => [
        row.tableName,
        row.exportTime,
        String(row.promised),
        String(row.written),
        String(row["there already"]),
        String(row["differs, left alone"]),
      ]),
    })}\n`,
  );
  // Forgets them again: the restored settings may say that a migration is complete.
  const forgotten = await forget();
  if (forgotten.length > 0) {
    process.stdout.write(
      `What has come back may be of an earlier release; what reads it waits for the job migrate. npm start runs it; in the cloud: aws lambda invoke --function-name ${tablePrefix}migrate /dev/stdout\n`,
    );
  }
  for (const { tableName, differing } of restored) {
    for (const key of differing) process.stdout.write(`${tableName} left alone: ${key}\n`);
  }
  if (restored.some((row) => row["differs, left alone"] > 0)) process.exitCode = 1;
} catch (fault) {
  bar.stop();
  if (!(fault instanceof RestoreError)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = 1;
} finally {
  client.destroy();
}
