import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acceptFinding } from "./accept-finding.ts";
import { functionMegabytes } from "./function-megabytes.ts";

type SentinellaFunctionProps = {
  /** Folder with the bundle, `index.js`. */
  bundleDir: string;
  functionName: string;
  description: string;
  environment: Record<string, string>;
  statements: readonly PolicyStatement[];
  timeoutSeconds: number;
  logRetentionDays: RetentionDays;
  /** The queue for events that failed on every try. A function whose caller waits for the answer has none. */
  deadLetters?: IQueue;
  reservedConcurrency?: number;
};

/** Maximum age of an event that AWS delivers itself. After that, the next run does the work. */
const eventAgeMax = Duration.hours(1);

/** A Lambda function with its own log, with tracing, and with no rights except the given ones. */
export class SentinellaFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: SentinellaFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Log", {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // It has its own role: the managed policy that CDK would attach lets a function write to every log of the account.
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of props.statements) role.addToPolicy(statement);

    this.lambda = new LambdaFunction(this, "Function", {
      functionName: props.functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(props.bundleDir),
      environment: props.environment,
      memorySize: functionMegabytes,
      timeout: Duration.seconds(props.timeoutSeconds),
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
      ...(props.deadLetters === undefined
        ? {}
        : { deadLetterQueue: props.deadLetters, maxEventAge: eventAgeMax, retryAttempts: 2 }),
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    acceptFinding(role, "AwsSolutions-IAM5[Resource::*]", "X-Ray's actions know no resource; nothing else has a *.");
    acceptFinding(
      this,
      "Serverless-LambdaAsyncFailureDestination",
      "What failed on every try is in the dead-letter queue already; a destination would tell it twice.",
    );
  }
}
