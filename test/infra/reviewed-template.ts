import * as z from "zod";
import { type Resource, resourcesOf, statementsByRole, type Template, targetOf, textOf } from "./template.ts";

/**
 * A template in the form for a review: the resources by kind, the rights on each table, the times of runs, the meaning
 * of alarms, and what is retained. Other kinds are listed with their properties. Tags, and values that differ from one
 * build to the next, are left out.
 */
export function reviewedTemplate(template: Template): string {
  const sections = [
    ...Object.entries(readings).map(([type, { title, linesOf }]) => ({
      title,
      lines: resourcesOf(template, type)
        .map(([id, resource]) => linesOf(id, resource, template))
        .toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1))
        .flat(),
    })),
    { title: "Environment", lines: environmentOf(template) },
    { title: "Rights", lines: rightsIn(template) },
    { title: "Everything else", lines: restOf(template) },
  ];
  const shown = sections.filter(({ lines }) => lines.length > 0);
  return shown.map(({ title, lines }) => `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`).join("\n");
}

type Reading = { title: string; linesOf: (id: string, resource: Resource, template: Template) => string[] };

const key = z.array(z.object({ AttributeName: z.string() }));
const table = z.looseObject({
  TableName: z.string(),
  BillingMode: z.string(),
  KeySchema: key,
  GlobalSecondaryIndexes: z
    .array(z.object({ IndexName: z.string(), KeySchema: key, Projection: z.unknown() }))
    .default([]),
  DeletionProtectionEnabled: z.boolean().default(false),
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }).optional(),
  SSESpecification: z.object({ SSEEnabled: z.boolean() }).optional(),
});
const lambda = z.looseObject({
  Description: z.string().default(""),
  Runtime: z.string(),
  MemorySize: z.number(),
  Timeout: z.number(),
  DeadLetterConfig: z.unknown().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const route = z.looseObject({ RouteKey: z.string(), Target: z.unknown() });
const integration = z.looseObject({ IntegrationUri: z.unknown() });
const schedule = z.looseObject({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default("UTC"),
  State: z.string(),
  Target: z.looseObject({
    Arn: z.unknown(),
    DeadLetterConfig: z.unknown().optional(),
    RetryPolicy: z.unknown(),
    Input: z.unknown().optional(),
  }),
});
const alarm = z.looseObject({
  AlarmDescription: z.string().default("says nothing"),
  Namespace: z.string().default("several metrics"),
  MetricName: z.string().default(""),
  Statistic: z.string().default(""),
  ComparisonOperator: z.string(),
  Threshold: z.number(),
  EvaluationPeriods: z.number(),
  Period: z.number().default(0),
  TreatMissingData: z.string(),
  Metrics: z.unknown().optional(),
});
const log = z.looseObject({ RetentionInDays: z.number().optional() });

const keyOf = (schema: z.output<typeof key>) => `(${schema.map(({ AttributeName }) => AttributeName).join(", ")})`;
const keptWhen = ({ DeletionPolicy }: Resource) => (DeletionPolicy === "Retain" ? "kept" : "goes with its stack");

const readings: Readonly<Record<string, Reading>> = {
  "AWS::DynamoDB::Table": {
    title: "Tables",
    linesOf: (_, resource) => {
      const { TableName, KeySchema, BillingMode, ...rest } = table.parse(resource.Properties);
      const indexes = rest.GlobalSecondaryIndexes.map(
        ({ IndexName, KeySchema: indexed, Projection }) => `index ${IndexName} ${keyOf(indexed)} ${told(Projection)}`,
      );
      const protection = [
        keptWhen(resource),
        rest.DeletionProtectionEnabled ? "protected from deletion" : "may be deleted",
        BillingMode,
        rest.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true ? "recoverable" : "not recoverable",
        rest.SSESpecification?.SSEEnabled === true ? "encrypted" : "not encrypted",
      ];
      return [`${TableName} ${keyOf(KeySchema)}: ${protection.join(", ")}`, ...indexes.map((line) => `  ${line}`)];
    },
  },
  "AWS::Lambda::Function": {
    title: "Functions",
    linesOf: (id, { Properties }) => {
      const { Description, Runtime, MemorySize, Timeout, DeadLetterConfig } = lambda.parse(Properties);
      const letters = DeadLetterConfig === undefined ? "" : `; dead letters ${told(DeadLetterConfig)}`;
      return [`${nameOf(id)}: ${Runtime}, ${MemorySize} MB, ${Timeout} s${letters}; ${Description}`];
    },
  },
  "AWS::ApiGatewayV2::Route": {
    title: "Routes",
    linesOf: (_, { Properties }, { Resources }) => {
      const { RouteKey, Target } = route.parse(Properties);
      const served = Resources[/<(\w+)>/.exec(textOf(Target))?.[1] ?? ""];
      return [`${RouteKey}: ${nameOf(targetOf(integration.parse(served?.Properties).IntegrationUri) ?? "")}`];
    },
  },
  "AWS::Scheduler::Schedule": {
    title: "Schedules",
    linesOf: (_, { Properties }) => {
      const { ScheduleExpression, ScheduleExpressionTimezone, State, Target } = schedule.parse(Properties);
      const tried = `${told(Target.RetryPolicy)}, dead letters ${told(Target.DeadLetterConfig)}`;
      const what = `${told(Target.Arn)}${Target.Input === undefined ? "" : ` ${told(Target.Input)}`}`;
      return [`${ScheduleExpression} ${ScheduleExpressionTimezone} ${State}: ${what}; ${tried}`];
    },
  },
  "AWS::CloudWatch::Alarm": {
    title: "Alarms",
    linesOf: (id, { Properties }) => {
      const read = alarm.parse(Properties);
      const what =
        read.Metrics === undefined ? `${read.Statistic} ${read.Namespace} ${read.MetricName}` : told(read.Metrics);
      const when = `${read.ComparisonOperator} ${read.Threshold}, ${read.EvaluationPeriods} × ${read.Period} s, missing data ${read.TreatMissingData}`;
      return [`${nameOf(id)}: ${what} ${when}`, `  ${read.AlarmDescription}`];
    },
  },
  "AWS::Logs::LogGroup": {
    title: "Logs",
    linesOf: (id, resource) => [
      `${nameOf(id)}: ${log.parse(resource.Properties).RetentionInDays} days, ${keptWhen(resource)}`,
    ],
  },
};

/** Shown with another resource, or without meaning for a reader. */
const readElsewhere = new Set(["AWS::ApiGatewayV2::Integration", "AWS::IAM::Policy", "AWS::CDK::Metadata"]);

/** The environments of the functions. Functions with the same environment are together. */
function environmentOf(template: Template): string[] {
  const given = resourcesOf(template, "AWS::Lambda::Function").flatMap(([id, { Properties }]) =>
    Object.entries(lambda.parse(Properties).Environment.Variables).map(([name, value]) => ({
      value: `${name}=${told(value)}`,
      to: nameOf(id),
    })),
  );
  const receivers = Map.groupBy(given, ({ value }) => value);
  const values = Map.groupBy([...receivers.keys()].toSorted(), (value) =>
    (receivers.get(value) ?? [])
      .map(({ to }) => to)
      .toSorted()
      .join(", "),
  );
  return [...values].flatMap(([to, all]) => [to, ...all.map((value) => `  ${value}`)]);
}

/** The rights of each role, with their conditions. */
function rightsIn(template: Template): string[] {
  const rights = [...statementsByRole(template)].flatMap(([role, statements]) =>
    statements.flatMap(({ Effect, Action, Resource: resources, Condition }) => {
      const right = `${bare(role)} ${Effect === "Deny" ? "may not" : "may"} ${Action.join(", ")}`;
      const when = Condition === undefined ? "" : ` if ${told(Condition)}`;
      return resources.map((resource) => ({ right, on: `${bare(resource)}${when}` }));
    }),
  );
  const byRight = Map.groupBy(rights, ({ right }) => right);
  return [...byRight]
    .map(
      ([right, all]) =>
        `${right}: ${all
          .map(({ on }) => on)
          .toSorted()
          .join(", ")}`,
    )
    .toSorted();
}

/** Resources with the same text, together. */
function restOf({ Resources }: Template): string[] {
  const rest = Object.entries(Resources)
    .filter(([, { Type }]) => readings[Type] === undefined && !readElsewhere.has(Type))
    .map(([id, { Type, Properties, DeletionPolicy }]) => {
      const said = Object.entries(Properties).filter(([name]) => name !== "Tags");
      const type = `${Type}${DeletionPolicy === "Retain" ? ", kept," : ""}`;
      return { type, id: nameOf(id), lines: said.map(([name, value]) => `  ${name}: ${told(value)}`) };
    });
  const alike = Map.groupBy(rest, ({ type, lines }) => [type, ...lines].join("\n"));
  return [...alike.values()]
    .map((all) => [
      `${all[0]?.type} ${all
        .map(({ id }) => id)
        .toSorted()
        .join(", ")}`,
      ...(all[0]?.lines ?? []),
    ])
    .toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1))
    .flat();
}

const titles = /"title":"([^"]+)"/g;
const object = z.record(z.string(), z.unknown());

/** A value in one line; for a dashboard only its titles. */
function told(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(told).join(", ")}]`;
  const text = textOf(value);
  const isWhole = typeof value === "string" || targetOf(value) !== undefined || text !== JSON.stringify(value);
  if (isWhole) {
    const widgets = [...text.matchAll(titles)].map(([, title = ""]) => title);
    return widgets.length > 0 ? `shows ${widgets.join(", ")}` : bare(text);
  }
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(object.parse(value)).map(([name, inner]) => `${name} ${told(inner)}`);
  return members.length === 1 ? members.join("") : `{${members.join(", ")}}`;
}

/** CDK ends a logical id with a hash of its path. The heading already says the kind. */
function nameOf(logicalId: string): string {
  return logicalId.replace(/(Function|Role|Log|alarm)?([0-9A-F]{8})?$/, "");
}

/** In one line, without hashes, and a table by its name. */
function bare(text: string): string {
  return text
    .replaceAll(/<(\w+[0-9A-F]{8})>/g, (_, logicalId: string) => nameOf(logicalId))
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[0-9a-f]{64}/g, "(content)")
    .replace(/^arn:aws:dynamodb:[^:]+:\d+:table\/[a-z]+-[a-z]+-/, "table ");
}
