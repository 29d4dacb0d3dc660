import { DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ledgerOfficesKey } from "../../shared/store/ledger-offices-store.ts";
import { type Table, tables } from "../../shared/tables.ts";

/**
 * The settings bring the date back from which the mail ledger beside them has a part for each office. A stage that has
 * just been deployed has settled another; without one in the backup the job migrate settles a new one.
 */
export async function forgetLedgerOffices(
  client: DynamoDBClient,
  restored: readonly Table[],
  nameOf: (table: Table) => string,
): Promise<void> {
  const comesBack = (table: Table) => restored.some(({ name }) => name === table.name);
  if (!comesBack(tables.settings) || !comesBack(tables.mailLedger)) return;
  const { name, version } = ledgerOfficesKey;
  const Key = { name: { S: name }, version: { S: version } };
  await client.send(new DeleteItemCommand({ TableName: nameOf(tables.settings), Key }));
}
