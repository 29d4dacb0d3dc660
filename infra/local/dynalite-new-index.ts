import { createRequire } from "node:module";
import { promisify } from "node:util";
import { type Attributes, type Definition, getIndexActions, type Index, type Store } from "dynalite/db/index.js";
import ofCreation from "dynalite/validations/createTable.js";
import validation from "dynalite/validations/updateTable.js";

/** Of a call of UpdateTable: one index, as DynamoDB makes them. */
type NewIndex = {
  TableName: string;
  AttributeDefinitions: readonly Definition[];
  GlobalSecondaryIndexUpdates: readonly [{ Create: Index }];
};

type Reply = (fault: Error | null, body?: { TableDescription: object }) => void;

/**
 * dynalite gives indexes to new tables alone: its UpdateTable takes the call and does nothing. With this one a table
 * that has items gets an index too. It has to be in place before dynalite is loaded, which looks its actions up once.
 */
export function teachNewIndexes(): void {
  const { cache, resolve } = createRequire(import.meta.url);
  const path = resolve("dynalite/actions/updateTable.js");
  const known = { id: path, filename: path, loaded: true, children: [], paths: [], path, parent: null };
  Object.assign(cache, { [path]: { ...known, exports: updateTable } });
  // What its validation does not name does not reach an action.
  validation.types.AttributeDefinitions = ofCreation.types.AttributeDefinitions;
  // What is paid by the request has none.
  const { Create } = validation.types.GlobalSecondaryIndexUpdates.children.children;
  Create.children.ProvisionedThroughput = { type: "FieldStruct<ProvisionedThroughput>", children: {} };
}

function updateTable(store: Store, call: NewIndex, reply: Reply): void {
  addIndex(store, call).then(
    (TableDescription) => reply(null, { TableDescription }),
    (fault: Error) => reply(fault),
  );
}

/** The entries come first: a table that says that it has the index has all of it. */
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
