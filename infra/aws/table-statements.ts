import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { ownValue } from "../../shared/domain/own-value.ts";
import type { JobRight, Schedule } from "../../shared/schedules.ts";
import type { Table } from "../../shared/tables.ts";

/** The table rights that a row of routes or jobs declares. */
export type TableRights = Schedule["tables"];

const reading = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const scanning = ["dynamodb:Scan"];
const appending = ["dynamodb:PutItem"];
const writing = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"];

/** Joins the rights of several rows: a function may do everything that any of its rows may do. */
export function joinRights(rows: readonly TableRights[]): TableRights {
  const joined = new Map<string, JobRight>();
  for (const [table, right] of rows.flatMap((row) => Object.entries(row))) {
    const before = joined.get(table);
    joined.set(table, before === undefined || before === right ? right : "read-write");
  }
  return Object.fromEntries(joined);
}

/** The smallest rights for what a function's rows declare, table by table. Indexes are only for reading. */
export function tableStatements(
  rights: TableRights,
  tables: Readonly<Record<string, Table>>,
  arnOf: (table: Table) => string,
): PolicyStatement[] {
  return Object.entries(rights).flatMap(([id, right]) => {
    const table = ownValue(tables, id);
    if (table === undefined) throw new RangeError(`there is no table ${id}`);
    const arn = arnOf(table);
    const indexArns = table.indexes.map(({ name }) => `${arn}/index/${name}`);
    return [
      ...(right === "scan-write" ? [new PolicyStatement({ actions: scanning, resources: [arn] })] : []),
      ...(right === "read" || right === "read-write"
        ? [new PolicyStatement({ actions: reading, resources: [arn, ...indexArns] })]
        : []),
      ...(right === "append" ? [new PolicyStatement({ actions: appending, resources: [arn] })] : []),
      ...(right === "read" || right === "append" ? [] : [new PolicyStatement({ actions: writing, resources: [arn] })]),
    ];
  });
}
