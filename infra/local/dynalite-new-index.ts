import { createRequire } from "node:module";
import { promisify } from "node:util";
import { type Attributes, type Definition, getIndexActions, type Index, type Store } from "dynalite/db/index.js";
import ofCreation from "dynalite/validations/createTable.js";
import validation from "dynalite/validations/updateTable.js";

/** A call of UpdateTable that adds one index, the only kind that DynamoDB accepts. */
type NewIndex = {
  TableName: string;
  AttributeDefinitions: readonly Definition[];
  GlobalSecondaryIndexUpdates: readonly [{ Create: Index }];
};

type Reply = (fault: Error | null, body?: { TableDescription: object }) => void;

/**
 * dynalite can make indexes only for new tables: its UpdateTable accepts the call and does nothing. With this version a
 * table that has items gets an index too. It must be in place before dynalite loads, because dynalite reads its actions
 * once.
 */
export function teachNewIndexes(): void {
  const { cache, resolve } = createRequire(import.meta.url);
  const path = resolve("dynalite/actions/updateTable.js");
  const known = { id: path, filename: path, loaded: true, children: [], paths: [], path, parent: null };
  Object.assign(cache, { [path]: { ...known, exports: updateTable } });
  // dynalite passes to an action only the members that its validation names.
  validation.types.AttributeDefinitions = ofCreation.types.AttributeDefinitions;
  // A table that is paid by request has no throughput.
  const { Create } = validation.types.GlobalSecondaryIndexUpdates.children.children;
  Create.children.ProvisionedThroughput = { type: "FieldStruct<ProvisionedThroughput>", children: {} };
}

function updateTable(store: Store, call: NewIndex, reply: Reply): void {
  addIndex(store, call).then(
    (TableDescription) => reply(null, { TableDescription }),
    (fault: Error) => reply(fault),
  );
}

/** The entries come first, so that a table that reports the index has all of it. */
async function addIndex(store: Store, call: NewIndex): Promise<object> {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates } = call;
  const [{ Create: index }] = GlobalSecondaryIndexUpdates;
  const table = await promisify(store.getTable)(TableName, false);
  if (table === undefined) throw new Error(`no table ${TableName}`);
  const names = new Set(AttributeDefinitions.map(({ AttributeName }) => AttributeName));
  const changed = {
    ...table,
    AttributeDefinitions: [
      ...table.AttributeDefinitions.filter(({ AttributeName }) => !names.has(AttributeName)),
      ...AttributeDefinitions,
    ],
    GlobalSecondaryIndexes: [...(table.GlobalSecondaryIndexes ?? []), { ...index, ...asCreated }],
  };
  const entries: { type: "put"; key: string; value: Attributes }[] = [];
  for await (const item of store.getItemDb(TableName).createValueStream({})) {
    const { puts } = getIndexActions([index], undefined, item, changed);
    entries.push(...puts.map(({ key, item: value }) => ({ type: "put" as const, key, value })));
  }
  const indexDb = store.getIndexDb("global", TableName, index.IndexName);
  await promisify(indexDb.batch)(entries);
  await promisify(store.tableDb.put)(TableName, changed);
  return changed;
}

const asCreated = {
  IndexStatus: "ACTIVE",
  IndexSizeBytes: 0,
  ItemCount: 0,
  ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
};
