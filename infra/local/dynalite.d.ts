declare module "dynalite" {
  import type { Server } from "node:http";

  /** The options of dynalite that we use. Without `path` it keeps the tables in memory. */
  function dynalite(options: { createTableMs: number; path?: string }): Server;
  export = dynalite;
}

/** The validation of a call of UpdateTable. */
declare module "dynalite/validations/updateTable.js" {
  const validation: {
    types: {
      AttributeDefinitions?: object;
      GlobalSecondaryIndexUpdates: {
        children: { children: { Create: { children: { ProvisionedThroughput: { type: string; children: object } } } } };
      };
    };
  };
  export = validation;
}

declare module "dynalite/validations/createTable.js" {
  const validation: { types: { AttributeDefinitions: object } };
  export = validation;
}

/** The data that dynalite keeps about a table and its items. */
declare module "dynalite/db/index.js" {
  export type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  export type Definition = { AttributeName: string; AttributeType: string };
  export type Index = {
    IndexName: string;
    KeySchema: readonly { AttributeName: string; KeyType: string }[];
    Projection: { ProjectionType: string; NonKeyAttributes?: readonly string[] };
  };
  export type Table = {
    TableName: string;
    AttributeDefinitions: readonly Definition[];
    GlobalSecondaryIndexes?: readonly object[];
  };
  type Done = (fault?: Error | null) => void;
  type Part = {
    lock(key: string, work: (release: (then: Done) => Done) => void): void;
    put(key: string, value: object, done: Done): void;
    batch(writes: readonly { type: "put"; key: string; value: Attributes }[], done: Done): void;
    createValueStream(options: object): AsyncIterable<Attributes>;
  };
  export type Store = {
    tableDb: Part;
    getItemDb(tableName: string): Part;
    getIndexDb(kind: "global", tableName: string, indexName: string): Part;
    getTable(name: string, checkStatus: boolean, done: (fault: Error | null, table?: Table) => void): void;
  };
  /** The entries of the item in the indexes. */
  export function getIndexActions(
    indexes: readonly Index[],
    existing: undefined,
    item: Attributes,
    table: Table,
  ): { puts: readonly { key: string; item: Attributes }[] };
}
