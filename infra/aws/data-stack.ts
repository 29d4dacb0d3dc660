import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, TimeZone } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  Table as DynamoTable,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption, StorageClass } from "aws-cdk-lib/aws-s3";
import { Schedule, ScheduleExpression, type ScheduleGroup, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { Universal } from "aws-cdk-lib/aws-scheduler-targets";
import { EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Table, TableIndex } from "../../shared/tables.ts";
import { acceptFinding, arnInFinding } from "./accept-finding.ts";
import { eventBridgeCron } from "./eventbridge-cron.ts";
import { ownScheduler, scheduleGroup } from "./scheduler-parts.ts";
import type { Stage } from "./stage.ts";

type DataStackProps = StackProps & { stage: Stage; tables: Readonly<Record<string, Table>> };

/** Weekly, outside the working hours of schools and jobs. */
const exportCron = "30 3 * * SUN";
const exportsToColdStorageDays = 30;
const deadLetterDays = Duration.days(14);

/**
 * Everything that must survive every deployment: the tables, the bucket with their exports, and the mail domain, which
 * DNS must prove before anything can use it. CDK never deletes anything of it.
 */
export class DataStack extends Stack {
  readonly exportFailures: Queue;

  constructor(scope: Construct, id: string, { stage, tables, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: true });

    const bucket = new Bucket(this, "Exports", {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          transitions: [
            {
              storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(exportsToColdStorageDays),
            },
          ],
          expiration: Duration.days(stage.exportRetentionDays),
          noncurrentVersionExpiration: Duration.days(exportsToColdStorageDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    acceptFinding(bucket, "AwsSolutions-S1", "Only DynamoDB writes and only operators read; CloudTrail names them.");
    new CfnOutput(this, "ExportsBucket", { value: bucket.bucketName });

    const sender = new EmailIdentity(this, "Sender", { identity: Identity.domain(stage.mailDomain) });
    sender.applyRemovalPolicy(RemovalPolicy.RETAIN);
    sender.dkimRecords.forEach(({ name, value }, position) => {
      new CfnOutput(this, `Dkim${position + 1}`, { value: `${name} CNAME ${value}` });
    });

    this.exportFailures = new Queue(this, "ExportFailures", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: deadLetterDays,
    });
    acceptFinding(this.exportFailures, "AwsSolutions-SQS3", "It is itself the dead-letter queue.");
    acceptFinding(this.exportFailures, "Serverless-SQSRedrivePolicy", "It is itself the dead-letter queue.");
    const group = scheduleGroup(this, "ExportGroup", `sentinella-${stage.name}-exports`);

    const exporter = new Role(this, "Exporter", { assumedBy: ownScheduler(this) });
    this.exportFailures.grantSendMessages(exporter);
    exporter.addToPolicy(
      new PolicyStatement({
        actions: ["s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"],
        resources: [bucket.arnForObjects("AWSDynamoDB/*")],
      }),
    );
    acceptFinding(
      exporter,
      `AwsSolutions-IAM5[Resource::${arnInFinding(bucket)}/AWSDynamoDB/*]`,
      "DynamoDB makes up the name of each export.",
    );

    for (const [name, table] of Object.entries(tables)) {
      const made = this.#table(name, table, stage);
      const mayExport = new PolicyStatement({
        actions: ["dynamodb:ExportTableToPointInTime"],
        resources: [made.tableArn],
      });
      exporter.addToPolicy(mayExport);
      this.#weeklyExport(name, made, { bucket, group, exporter, mayExport });
    }
  }

  #table(id: string, table: Table, stage: Stage): DynamoTable {
    const made = new DynamoTable(this, id, {
      tableName: tableNameOf(stage, table),
      partitionKey: stringKey(table.partitionKey),
      ...(table.sortKey === undefined ? {} : { sortKey: stringKey(table.sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const index of table.indexes) made.addGlobalSecondaryIndex(indexProps(index));
    return made;
  }

  /** Point-in-time recovery covers 35 days. The stage decides how long these exports stay. */
  #weeklyExport(
    id: string,
    table: DynamoTable,
    {
      bucket,
      group,
      exporter,
      mayExport,
    }: { bucket: Bucket; group: ScheduleGroup; exporter: Role; mayExport: PolicyStatement },
  ): void {
    new Schedule(this, `${id}-export`, {
      scheduleGroup: group,
      description: `Exports the table ${id} to the bucket of exports`,
      schedule: ScheduleExpression.expression(eventBridgeCron(exportCron), TimeZone.EUROPE_ROME),
      target: new Universal({
        service: "dynamodb",
        action: "exportTableToPointInTime",
        input: ScheduleTargetInput.fromObject({
          TableArn: table.tableArn,
          S3Bucket: bucket.bucketName,
          ExportFormat: "DYNAMODB_JSON",
        }),
        role: exporter.withoutPolicyUpdates(),
        // It already has this right. Without this line CDK warns of a * that it would grant.
        policyStatements: [mayExport],
        deadLetterQueue: this.exportFailures,
        retryAttempts: 3,
        maxEventAge: Duration.hours(2),
      }),
    });
  }
}

/** The name of a table in the cloud. `TABLE_PREFIX` is everything before the name from `shared/tables.ts`. */
export function tableNameOf(stage: Pick<Stage, "name">, table: Pick<Table, "name">): string {
  return `${tablePrefixOf(stage)}${table.name}`;
}

export function tablePrefixOf({ name }: Pick<Stage, "name">): string {
  return `sentinella-${name}-`;
}

function stringKey(name: string) {
  return { name, type: AttributeType.STRING };
}

function indexProps({ name, partitionKey, sortKey, projects }: TableIndex): GlobalSecondaryIndexProps {
  const keys = { indexName: name, partitionKey: stringKey(partitionKey), sortKey: stringKey(sortKey) };
  if (projects === "all") return { ...keys, projectionType: ProjectionType.ALL };
  if (projects === "keys") return { ...keys, projectionType: ProjectionType.KEYS_ONLY };
  return { ...keys, projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...projects] };
}
