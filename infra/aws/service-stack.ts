import { Duration, RemovalPolicy, Stack, type StackProps, TimeZone } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnPermission } from "aws-cdk-lib/aws-lambda";
import { Schedule as ScheduleConstruct, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { CfnRotationSchedule, Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { type EventFunctionName, eventFunctions } from "../../shared/event-functions.ts";
import type { Route } from "../../shared/routes/route.ts";
import type { Schedule } from "../../shared/schedules.ts";
import type { Table } from "../../shared/tables.ts";
import { acceptFinding } from "./accept-finding.ts";
import { addAlarms } from "./alarms.ts";
import { tableNameOf, tablePrefixOf } from "./data-stack.ts";
import { eventBridgeCron } from "./eventbridge-cron.ts";
import { HttpGateway } from "./http-gateway.ts";
import { MailSending, mailAddressOf } from "./mail-sending.ts";
import { ownScheduler, scheduleGroup } from "./scheduler-parts.ts";
import { SentinellaFunction } from "./sentinella-function.ts";
import type { Stage } from "./stage.ts";
import { joinRights, type TableRights, tableStatements } from "./table-statements.ts";
import { apiScope, UserDirectory } from "./user-directory.ts";

export type CloudTables = {
  routes: Readonly<Record<string, Route>>;
  schedules: Readonly<Record<string, Schedule>>;
  tables: Readonly<Record<string, Table>>;
};

type ServiceStackProps = StackProps &
  CloudTables & {
    stage: Stage;
    /** The folder with one subfolder for each function's bundle. */
    bundlesDir: string;
    exportFailures: Queue;
  };

/** API Gateway waits for thirty seconds. */
const httpTimeoutSeconds = 29;
/** The maximum of Lambda. */
const jobTimeoutSeconds = 900;
const eventTimeoutSeconds = 60;
/** Cognito waits at most this long. */
const signInTimeoutSeconds = 5;

const deadLetterDays = Duration.days(14);
const linkKeyRotationDays = 90;
/** Maximum age of a call of a job that Scheduler could not deliver. The next call does the work. */
const callAgeMax = Duration.minutes(15);

/** The running parts: API, functions, schedules, mail, identity, alarms. They can be deleted and deployed again. */
export class ServiceStack extends Stack {
  readonly gateway: HttpGateway;
  readonly users: UserDirectory;

  readonly #props: ServiceStackProps;
  readonly #linkKeys: Secret;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { stage, routes, schedules } = props;
    const operations = this.#operationsTopic(stage);
    const deliveryFailures = this.#deadLetters("DeliveryFailures");
    const functionFailures = this.#deadLetters("FunctionFailures");
    const mail = new MailSending(this, "Mail", { stage });
    this.#linkKeys = this.#linkKeySecret();

    const tokenClaims = this.#eventFunction("token-claims", signInTimeoutSeconds);
    acceptFinding(tokenClaims, "Serverless-LambdaDLQ", "Whoever signs in waits for its answer and gets its failure.");
    this.users = new UserDirectory(this, "Users", {
      stage,
      tokenClaims: tokenClaims.lambda,
    });
    const environment = {
      STAGE: stage.name,
      TABLE_PREFIX: tablePrefixOf(stage),
      MAIL_FROM: `Sentinella <${mailAddressOf(stage)}>`,
      SES_CONFIGURATION_SET: mail.configurationSetName,
      OIDC_ISSUER: this.users.issuer,
      OIDC_SCOPE: apiScope,
      LINK_KEYS_SECRET: this.#linkKeys.secretArn,
      WEB_ORIGIN: `https://${stage.domain}`,
      MAIL_RATE_PER_SECOND: String(stage.mailRatePerSecond),
      MAILS_PER_DAY: String(stage.mailsPerDay),
      SECOND_REMINDER: String(stage.secondReminder),
    };

    const readsLinkKeys = new PolicyStatement({
      actions: ["secretsmanager:GetSecretValue"],
      resources: [this.#linkKeys.secretArn],
    });
    const http = new Map(
      [...Map.groupBy(Object.values(routes), ({ servedBy }) => servedBy)].map(([servedBy, rows]) => {
        const made = this.#function(servedBy, {
          description: `HTTP: ${rows.length} routes`,
          environment,
          rights: joinRights(rows.map(({ tables }) => tables)),
          // A route that needs a token may also receive the token of a link.
          statements: rows.some(({ roles }) => roles !== "public") ? [readsLinkKeys] : [],
          timeoutSeconds: httpTimeoutSeconds,
          ...(stage.reservedConcurrency === undefined ? {} : { reservedConcurrency: stage.reservedConcurrency }),
        });
        acceptFinding(
          made,
          "Serverless-LambdaDLQ",
          "Somebody waits for its answer and gets its failure; nothing calls it without waiting.",
        );
        return [servedBy, made.lambda] as const;
      }),
    );
    this.gateway = new HttpGateway(this, "Http", { stage, routes, functions: http });

    const caller = new Role(this, "Scheduler", { assumedBy: ownScheduler(this) });
    deliveryFailures.grantSendMessages(caller);
    const group = scheduleGroup(this, "Schedules", `sentinella-${stage.name}`);
    const jobs = new Map(
      Object.entries(schedules).map(([name, row]) => {
        const made = this.#function(name, {
          description: `Job: ${row.does}`,
          environment,
          rights: row.tables,
          statements: [
            ...(row.uses.includes("mail") ? [mail.sending] : []),
            ...(row.uses.includes("link-keys") ? [readsLinkKeys] : []),
          ],
          timeoutSeconds: jobTimeoutSeconds,
          deadLetters: functionFailures,
        });
        row.crons.forEach((cron, position) => {
          new ScheduleConstruct(this, `${name}-${position + 1}`, {
            scheduleGroup: group,
            description: row.does,
            schedule: ScheduleExpression.expression(eventBridgeCron(cron), TimeZone.of(row.zone)),
            target: new LambdaInvoke(made.lambda, {
              // Without updates: CDK would grant the right to call every version of the function, with a *.
              role: caller.withoutPolicyUpdates(),
              deadLetterQueue: deliveryFailures,
              retryAttempts: 5,
              maxEventAge: callAgeMax,
            }),
          });
        });
        return [name, { lambda: made.lambda, impact: row.impact, isScheduled: row.crons.length > 0 }] as const;
      }),
    );
    caller.addToPolicy(
      new PolicyStatement({
        actions: ["lambda:InvokeFunction"],
        resources: [...jobs.values()].filter(({ isScheduled }) => isScheduled).map(({ lambda }) => lambda.functionArn),
      }),
    );

    const settleMail = this.#eventFunction("settle-mail", eventTimeoutSeconds, functionFailures);
    mail.sendEventsTo(settleMail.lambda, deliveryFailures);
    const rotate = this.#rotation(functionFailures);

    addAlarms(this, {
      operations,
      stage,
      apiId: this.gateway.apiId,
      http,
      jobs,
      events: new Map([
        ["settle-mail", { lambda: settleMail.lambda, impact: eventFunctions["settle-mail"].impact }],
        ["rotate-link-keys", { lambda: rotate.lambda, impact: eventFunctions["rotate-link-keys"].impact }],
        ["token-claims", { lambda: tokenClaims.lambda, impact: eventFunctions["token-claims"].impact }],
      ]),
      deadLetters: [deliveryFailures, functionFailures, props.exportFailures],
      tableNames: Object.values(props.tables).map((table) => tableNameOf(stage, table)),
    });
  }

  #function(
    name: string,
    made: {
      description: string;
      environment: Record<string, string>;
      rights: TableRights;
      statements: readonly PolicyStatement[];
      timeoutSeconds: number;
      deadLetters?: Queue;
      reservedConcurrency?: number;
    },
  ): SentinellaFunction {
    const { stage, tables, bundlesDir } = this.#props;
    const { rights, statements, ...rest } = made;
    const arnOf = (table: Table) =>
      this.formatArn({ service: "dynamodb", resource: "table", resourceName: tableNameOf(stage, table) });
    return new SentinellaFunction(this, name, {
      ...rest,
      functionName: `sentinella-${stage.name}-${name}`,
      bundleDir: `${bundlesDir}/${name}`,
      statements: [...tableStatements(rights, tables, arnOf), ...statements],
      logRetentionDays: stage.logRetentionDays,
    });
  }

  #eventFunction(
    name: EventFunctionName,
    timeoutSeconds: number,
    deadLetters?: Queue,
    statements: readonly PolicyStatement[] = [],
  ): SentinellaFunction {
    const { does, tables } = eventFunctions[name];
    return this.#function(name, {
      description: `Event: ${does}`,
      environment: { TABLE_PREFIX: tablePrefixOf(this.#props.stage) },
      rights: tables,
      statements,
      timeoutSeconds,
      ...(deadLetters === undefined ? {} : { deadLetters }),
    });
  }

  /** It is built from parts: CDK's own construct would grant the function random passwords, with a *. */
  #rotation(deadLetters: Queue): SentinellaFunction {
    const secretId = this.#linkKeys.secretArn;
    const rotate = this.#eventFunction("rotate-link-keys", eventTimeoutSeconds, deadLetters, [
      new PolicyStatement({
        actions: [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ],
        resources: [secretId],
      }),
    ]);
    const permission = new CfnPermission(this, "RotationPermission", {
      action: "lambda:InvokeFunction",
      functionName: rotate.lambda.functionArn,
      principal: "secretsmanager.amazonaws.com",
      sourceArn: secretId,
    });
    new CfnRotationSchedule(this, "Rotation", {
      secretId,
      rotationLambdaArn: rotate.lambda.functionArn,
      rotationRules: { automaticallyAfterDays: linkKeyRotationDays },
      rotateImmediatelyOnUpdate: true,
    }).addResourceDependency(permission);
    return rotate;
  }

  #operationsTopic(stage: Stage): Topic {
    const topic = new Topic(this, "Operations", { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(stage.operations));
    // A topic with its own policy loses the default policy, which let its own account publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ["sns:Publish"],
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": this.account } },
      }),
    );
    acceptFinding(
      topic,
      "AwsSolutions-SNS2",
      "CloudWatch cannot write to a topic under the account's SNS key; alarms say nothing about a person.",
    );
    acceptFinding(topic, "Serverless-SNSRedrivePolicy", "A mail address has none; the alarm stays on in CloudWatch.");
    return topic;
  }

  #deadLetters(id: string): Queue {
    const queue = new Queue(this, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: deadLetterDays,
    });
    acceptFinding(queue, "AwsSolutions-SQS3", "It is itself a dead-letter queue.");
    acceptFinding(queue, "Serverless-SQSRedrivePolicy", "It is itself a dead-letter queue.");
    return queue;
  }

  /** Holds random text at first. Its first rotation runs immediately and puts in the first key. */
  #linkKeySecret(): Secret {
    return new Secret(this, "LinkKeys", {
      description: "The keys of reminder links: the one that signs, and the one before it",
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
