import { DeleteItemCommand, type DynamoDBClient, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import { type Migration, migrations } from "../../shared/migrations.ts";
import { migrationKey } from "../../shared/store/migration-store.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { type Table, tables } from "../../shared/tables.ts";
import { noTable } from "./put-item.ts";

/**
 * Makes the migrations of these tables run again, because an earlier release may have stored the restored items.
 * @returns their names
 * @throws RestoreError when there is no such table.
 */
export async function forgetMigrations(
  client: DynamoDBClient,
  restored: readonly Table[],
  nameOf: (table: Table) => string,
): Promise<string[]> {
  const names = tableEntries<string, Migration>(migrations).flatMap(([name, { reads, changes = [] }]) =>
    restored.some((table) => [reads, ...changes].some((one) => table.name === tables[one].name)) ? [name] : [],
  );
  const TableName = nameOf(tables.settings);
  for (const migration of names) {
    const { name, version } = migrationKey(migration);
    const Key = { name: { S: name }, version: { S: version } };
    await client.send(new DeleteItemCommand({ TableName, Key })).catch((fault: unknown) => {
      throw fault instanceof ResourceNotFoundException ? noTable(TableName) : fault;
    });
  }
  return names;
}
