import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Resource, resourcesOf, statementsByRole, type Template, targetOf } from "./template.ts";

/** A rule for templates. It returns the places that break it. */
export type TemplatePolicy = (template: Template) => string[];

/** CDK's own function that copies the pages. CDK decides its rights. */
const providers = /^CustomCDKBucketDeployment/;

/** Checks each resource of a type; the check answers what is wrong. */
function each(type: string, check: (resource: Resource, template: Template) => (string | false)[]): TemplatePolicy {
  return (template) =>
    resourcesOf(template, type)
      .filter(([id]) => !providers.test(id))
      .flatMap(([id, resource]) =>
        check(resource, template).flatMap((fault) => (fault === false ? [] : [`${id}: ${fault}`])),
      );
}

const tableProperties = z.looseObject({
  BillingMode: z.string().optional(),
  DeletionProtectionEnabled: z.boolean().default(false),
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }).optional(),
  SSESpecification: z.object({ SSEEnabled: z.boolean() }).optional(),
});

const tablesOutlive = each("AWS::DynamoDB::Table", ({ Properties, DeletionPolicy, UpdateReplacePolicy }) => {
  const table = tableProperties.parse(Properties);
  return [
    table.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled !== true && "no point-in-time recovery",
    !table.DeletionProtectionEnabled && "no deletion protection",
    table.SSESpecification?.SSEEnabled !== true && "not encrypted",
    table.BillingMode !== "PAY_PER_REQUEST" && "not on demand",
    (DeletionPolicy !== "Retain" || UpdateReplacePolicy !== "Retain") && "not retained",
  ];
});

/** X-Ray has no resources. */
const withoutResource = new Set(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]);
/** DynamoDB chooses the names of an export's files. */
const objectsByPrefix = /^<Exports\w+>\/AWSDynamoDB\/\*$/;

const nothingWithStar: TemplatePolicy = (template) =>
  [...statementsByRole(template)]
    .filter(([role]) => !providers.test(role.slice(1)))
    .flatMap(([role, statements]) =>
      statements
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action, Resource: resources }) => [
          ...Action.filter((action) => action.includes("*")).map((action) => `${role} may ${action}`),
          ...resources
            .filter((resource) => resource.includes("*") && !objectsByPrefix.test(resource))
            .filter(() => !Action.every((action) => withoutResource.has(action)))
            .map((resource) => `${role} may ${Action.join(", ")} on ${resource}`),
        ]),
    );

const schedule = z.looseObject({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  Target: z.looseObject({
    Arn: z.unknown(),
    DeadLetterConfig: z.object({ Arn: z.unknown() }).optional(),
    RetryPolicy: z.object({ MaximumRetryAttempts: z.number() }).optional(),
  }),
});

/** The hours a cron's hour field names. */
function hoursOf(field: string): number[] {
  if (field === "*") return Array.from({ length: 24 }, (_, hour) => hour);
  return field.split(",").flatMap((part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, step) => from + step);
  });
}

const schedulesAreSafe = each("AWS::Scheduler::Schedule", ({ Properties }) => {
  const { ScheduleExpression, ScheduleExpressionTimezone, Target } = schedule.parse(Properties);
  const fields = /^cron\((.+)\)$/.exec(ScheduleExpression)?.[1]?.split(" ") ?? [];
  const [, hour = "", , , weekday = "", year] = fields;
  return [
    year === undefined && `not a cron of EventBridge: ${ScheduleExpression}`,
    ScheduleExpressionTimezone !== "Europe/Rome" && "not in Europe/Rome",
    hoursOf(hour).includes(2) && "between 02:00 and 03:00, which a change of time skips or repeats",
    /\d/.test(weekday) && "a weekday as a number",
    Target.DeadLetterConfig === undefined && "no dead letters",
    (Target.RetryPolicy?.MaximumRetryAttempts ?? 0) < 1 && "no retry",
  ];
});

const lambda = z.looseObject({
  Runtime: z.string(),
  Architectures: z.array(z.string()).default([]),
  TracingConfig: z.object({ Mode: z.string() }).optional(),
  LoggingConfig: z.object({ LogGroup: z.unknown() }).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.unknown() }).optional(),
});

/** The functions that AWS calls without waiting for their answer. */
function calledWithoutWaiting(template: Template): Set<string | undefined> {
  const subscription = z.looseObject({ Protocol: z.string(), Endpoint: z.unknown() });
  const rotation = z.looseObject({ RotationLambdaARN: z.unknown() });
  return new Set([
    ...resourcesOf(template, "AWS::Scheduler::Schedule").map(([, { Properties }]) =>
      targetOf(schedule.parse(Properties).Target.Arn),
    ),
    ...resourcesOf(template, "AWS::SNS::Subscription")
      .map(([, { Properties }]) => subscription.parse(Properties))
      .filter(({ Protocol }) => Protocol === "lambda")
      .map(({ Endpoint }) => targetOf(Endpoint)),
    ...resourcesOf(template, "AWS::SecretsManager::RotationSchedule").map(([, { Properties }]) =>
      targetOf(rotation.parse(Properties).RotationLambdaARN),
    ),
  ]);
}

const functionsAreKept: TemplatePolicy = (template) => {
  const unattended = calledWithoutWaiting(template);
  return resourcesOf(template, "AWS::Lambda::Function")
    .filter(([id]) => !providers.test(id))
    .flatMap(([id, { Properties }]) => {
      const { Runtime, Architectures, TracingConfig, LoggingConfig, DeadLetterConfig } = lambda.parse(Properties);
      const log = template.Resources[targetOf(LoggingConfig?.LogGroup) ?? ""];
      return [
        Runtime !== "nodejs24.x" && `runs on ${Runtime}`,
        Architectures[0] !== "arm64" && "not on arm64",
        TracingConfig?.Mode !== "Active" && "not traced",
        log?.Properties.RetentionInDays === undefined && "its log has no term",
        log?.DeletionPolicy !== "Retain" && "its log goes with the stack",
        unattended.has(id) && DeadLetterConfig === undefined && "no dead letters",
      ].flatMap((fault) => (fault === false ? [] : [`${id}: ${fault}`]));
    });
};

const alarm = z.looseObject({
  AlarmDescription: z.string().default(""),
  AlarmActions: z.array(z.unknown()).default([]),
});
const runbooks = new Set(
  [...readFileSync(join(import.meta.dirname, "../../docs/operations.md"), "utf8").matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\d -]/gu, "")
        .replaceAll(" ", "-"),
  ),
);

const alarmsSpeak = each("AWS::CloudWatch::Alarm", ({ Properties }) => {
  const { AlarmDescription, AlarmActions } = alarm.parse(Properties);
  const said = /^Impact: (.{10,}?)\. Runbook: docs\/operations\.md#([\w-]+)$/.exec(AlarmDescription);
  return [
    said === null && "says no impact, or no runbook",
    said !== null && !runbooks.has(said[2] ?? "") && `the runbook has no heading ${said[2]}`,
    AlarmActions.length === 0 && "tells nobody",
  ];
});

const topicPolicy = z.looseObject({
  Topics: z.array(z.unknown()),
  PolicyDocument: z.looseObject({
    Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.unknown(), Principal: z.unknown() })),
  }),
});

/** The topics to which a service of AWS may publish by the topic's own policy. */
function topicsOf(template: Template, principal: string): Set<string | undefined> {
  return new Set(
    resourcesOf(template, "AWS::SNS::TopicPolicy").flatMap(([, { Properties }]) => {
      const { Topics, PolicyDocument } = topicPolicy.parse(Properties);
      const publishes = PolicyDocument.Statement.some(
        ({ Effect, Action, Principal }) =>
          Effect === "Allow" && Action === "sns:Publish" && JSON.stringify(Principal) === `{"Service":"${principal}"}`,
      );
      return publishes ? Topics.map(targetOf) : [];
    }),
  );
}

/** Without this right an alarm turns red but nobody gets a mail. */
const alarmsArrive: TemplatePolicy = (template) => {
  const open = topicsOf(template, "cloudwatch.amazonaws.com");
  return each("AWS::CloudWatch::Alarm", ({ Properties }) => [
    !alarm.parse(Properties).AlarmActions.every((topic) => open.has(targetOf(topic))) &&
      "CloudWatch may not publish to its topic",
  ])(template);
};

const client = z.looseObject({
  WriteAttributes: z.array(z.string()).optional(),
  AllowedOAuthFlows: z.array(z.string()),
});
const pool = z.looseObject({
  AdminCreateUserConfig: z.object({ AllowAdminCreateUserOnly: z.boolean() }).optional(),
  DeletionProtection: z.string().optional(),
  LambdaConfig: z.object({ PreTokenGenerationConfig: z.object({ LambdaVersion: z.string() }) }).optional(),
});

const usersAreInvited = each("AWS::Cognito::UserPool", ({ Properties, DeletionPolicy }) => {
  const { AdminCreateUserConfig, DeletionProtection, LambdaConfig } = pool.parse(Properties);
  return [
    AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true && "anybody can sign up",
    DeletionProtection !== "ACTIVE" && "no deletion protection",
    DeletionPolicy !== "Retain" && "not retained",
    LambdaConfig?.PreTokenGenerationConfig.LambdaVersion !== "V3_0" && "its trigger does not cover machine clients",
  ];
});

const nobodyAppointsThemselves = each("AWS::Cognito::UserPoolClient", ({ Properties }) => {
  const { WriteAttributes, AllowedOAuthFlows } = client.parse(Properties);
  return [
    WriteAttributes === undefined && "writes every attribute",
    WriteAttributes?.includes("custom:institutes") === true && "writes whom it serves",
    AllowedOAuthFlows.includes("implicit") && "hands tokens out in an address",
  ];
});

const role = z.looseObject({
  AssumeRolePolicyDocument: z.object({
    Statement: z.array(
      z.looseObject({
        Principal: z.object({ Service: z.string() }),
        Condition: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
});

/** Scheduler serves every account, so the role must name the account that may use it. */
const rolesAreLentToNobody = each("AWS::IAM::Role", ({ Properties }) =>
  role
    .parse(Properties)
    .AssumeRolePolicyDocument.Statement.map(
      ({ Principal, Condition }) =>
        Principal.Service === "scheduler.amazonaws.com" &&
        !JSON.stringify(Condition ?? {}).includes("aws:SourceAccount") &&
        "any account's schedule may take it on",
    ),
);

/** The named resources of the data stack, which is never deleted. */
const staysForGood = new Set(["AWS::DynamoDB::Table", "AWS::SES::EmailIdentity"]);
const names = [
  "Name",
  "FunctionName",
  "LogGroupName",
  "QueueName",
  "TopicName",
  "BucketName",
  "RoleName",
  "DashboardName",
];

const nothingIsInTheWay: TemplatePolicy = (template) =>
  Object.entries(template.Resources)
    .filter(([, { Type, DeletionPolicy }]) => DeletionPolicy === "Retain" && !staysForGood.has(Type))
    .flatMap(([id, { Properties }]) =>
      names.filter((name) => name in Properties).map((name) => `${id}: stays, with its ${name}`),
    );

const queuesAreEncrypted = each("AWS::SQS::Queue", ({ Properties }) => [
  Properties.SqsManagedSseEnabled !== true && "not encrypted",
]);

const bucket = z.looseObject({
  PublicAccessBlockConfiguration: z
    .object({
      BlockPublicAcls: z.literal(true),
      BlockPublicPolicy: z.literal(true),
      RestrictPublicBuckets: z.literal(true),
    })
    .optional(),
});
const bucketsArePrivate = each("AWS::S3::Bucket", ({ Properties }) => [
  bucket.parse(Properties).PublicAccessBlockConfiguration === undefined && "open to the public",
]);

/** Names for the tests; each holds for every template. */
export const templatePolicies = {
  "tables are recoverable, protected, encrypted, on demand and outlive the stack": tablesOutlive,
  "no role has a right with a star": nothingWithStar,
  "schedules are in Rome's time, by weekday names, out of the hour that is skipped, with retries and dead letters":
    schedulesAreSafe,
  "functions run on Node 24 on arm64, traced, with a log that has a term, and dead letters where nobody waits":
    functionsAreKept,
  "alarms say their impact and a heading of the runbook that is there": alarmsSpeak,
  "alarms reach the topic that mails them": alarmsArrive,
  "people come by invitation, and the pool outlives the stack": usersAreInvited,
  "nobody writes their own institutes": nobodyAppointsThemselves,
  "only schedules of this account take on a role": rolesAreLentToNobody,
  "what stays when its stack goes has no name that the next deployment gives again": nothingIsInTheWay,
  "queues are encrypted": queuesAreEncrypted,
  "buckets are private": bucketsArePrivate,
} as const satisfies Record<string, TemplatePolicy>;
