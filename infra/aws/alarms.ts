import { Duration } from "aws-cdk-lib";
import { Dashboard, GraphWidget, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { ImpactAlarm } from "./impact-alarm.ts";
import type { Stage } from "./stage.ts";

type Watched = ReadonlyMap<string, { lambda: IFunction; impact: string }>;

type AlarmsProps = {
  operations: ITopic;
  stage: Stage;
  apiId: string;
  http: ReadonlyMap<string, IFunction>;
  jobs: Watched;
  events: Watched;
  deadLetters: readonly IQueue[];
  tableNames: readonly string[];
};

const fiveMinutes = Duration.minutes(5);
const oneHour = Duration.hours(1);
const oneDay = Duration.days(1);

/** SES reviews an account at 5 % and 0.1 %. The alarms come earlier, so that there is time to act. */
const bounceRateMin = 0.03;
const complaintRateMin = 0.0008;
/** Answers with a 5xx in five minutes. A single one may be a restart. */
const failedAnswersMin = 3;
/** Calls in five minutes that found no free instance. A single one is repeated by its caller. */
const throttlesMin = 5;

/** Hours without the watch. It never pauses this long, not even at a clock change. */
export const silentHoursMax = 3;

/** The metrics of the hourly watch are in this namespace; `shared/runtime/log.ts` names it too. */
const watchNamespace = "Sentinella";

/** Every alarm of the service, and one dashboard with their metrics. */
export function addAlarms(scope: Construct, props: AlarmsProps): void {
  const { operations, stage } = props;
  const alarm = (id: string, alarmProps: Omit<ConstructorParameters<typeof ImpactAlarm>[2], "operations">) =>
    new ImpactAlarm(scope, `${id}-alarm`, { ...alarmProps, operations });

  for (const [name, { lambda, impact }] of [...props.jobs, ...props.events]) {
    alarm(`${name}-failed`, {
      metric: lambda.metricErrors({ period: fiveMinutes, statistic: Stats.SUM }),
      atLeast: 1,
      impact,
      runbook: "a-job-or-an-event-function-fails",
    });
  }

  const watched = (metricName: string, statistic: string = Stats.MAXIMUM) =>
    new Metric({ namespace: watchNamespace, metricName, statistic, period: oneHour });
  alarm("watch-silent", {
    // The hours count back from each minute. One hour of the wall clock without a run, and the minutes until a metric
    // arrives, may leave two hours in a row empty.
    metric: new MathExpression({
      expression: "IF(FILL(words, 0) > 0, 0, 1)",
      usingMetrics: { words: watched("jobsOverdue", Stats.SAMPLE_COUNT) },
      label: "hours without a word of the watch",
      period: oneHour,
    }),
    atLeast: 1,
    periods: silentHoursMax,
    alarmsWhenMissing: true,
    impact: "nobody would notice a missed job or a silent loss",
    runbook: "the-watch-is-silent",
  });
  const differences = {
    jobsOverdue: {
      impact: "a survey day is not opened, closed, reminded or mailed in time",
      runbook: "a-job-is-overdue",
    },
    reportsNotEvaluated: {
      impact: "reports that schools entered count in no evaluation",
      runbook: "reports-are-not-evaluated",
    },
    mailsUncertain: {
      impact: "a mail to a school or to the health office may not have gone out",
      runbook: "mails-are-uncertain",
    },
    silentSurveyDays: {
      impact: "no school has reported by eleven on a survey day: the entry may be out of reach",
      runbook: "no-reports-by-eleven",
    },
  };
  for (const [metricName, { impact, runbook }] of Object.entries(differences)) {
    alarm(metricName, { metric: watched(metricName), atLeast: 1, impact, runbook });
  }

  for (const queue of props.deadLetters) {
    alarm(queue.node.id, {
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: Stats.MAXIMUM }),
      atLeast: 1,
      impact: "a call or an event failed on every try, so its work was not done",
      runbook: "dead-letters",
    });
  }

  const api = (metricName: string, statistic: string = Stats.SUM) =>
    new Metric({
      namespace: "AWS/ApiGateway",
      metricName,
      dimensionsMap: { ApiId: props.apiId },
      statistic,
      period: fiveMinutes,
    });
  alarm("answers-failed", {
    metric: api("5xx"),
    atLeast: failedAnswersMin,
    impact: "schools or the health office see an error instead of their page",
    runbook: "the-api-answers-with-errors",
  });
  alarm("throttled", {
    metric: new MathExpression({
      expression: [...props.http.keys()].map((_, index) => `FILL(f${index}, 0)`).join(" + "),
      usingMetrics: Object.fromEntries(
        [...props.http.values()].map((lambda, index) => [
          `f${index}`,
          lambda.metricThrottles({ period: fiveMinutes, statistic: Stats.SUM }),
        ]),
      ),
      label: "calls that found no free instance",
      period: fiveMinutes,
    }),
    atLeast: throttlesMin,
    impact: "some requests are refused and must be sent again",
    runbook: "requests-are-throttled",
  });

  const reputation = (metricName: string) =>
    new Metric({ namespace: "AWS/SES", metricName, statistic: Stats.MAXIMUM, period: oneDay });
  const suspension = "SES may stop sending, and with it every reminder and every alert";
  alarm("bounces", {
    metric: reputation("Reputation.BounceRate"),
    atLeast: bounceRateMin,
    impact: suspension,
    runbook: "mails-bounce-or-are-complained-about",
  });
  alarm("complaints", {
    metric: reputation("Reputation.ComplaintRate"),
    atLeast: complaintRateMin,
    impact: suspension,
    runbook: "mails-bounce-or-are-complained-about",
  });

  const consumed = (metricName: string) =>
    props.tableNames.map(
      (TableName) =>
        new Metric({
          namespace: "AWS/DynamoDB",
          metricName,
          dimensionsMap: { TableName },
          statistic: Stats.SUM,
          period: oneHour,
          label: TableName,
        }),
    );
  const graph = (title: string, left: Metric[], right: Metric[] = []) =>
    new GraphWidget({ title, left, right, width: 12 });
  new Dashboard(scope, "Dashboard", {
    dashboardName: `sentinella-${stage.name}`,
    widgets: [
      [
        graph("Requests and refusals", [api("Count"), api("4xx"), api("5xx")]),
        graph("Milliseconds to the answer", [
          api("Latency", Stats.percentile(50)),
          api("Latency", Stats.percentile(99)),
        ]),
      ],
      [
        graph(
          "What the watch found",
          Object.keys(differences).map((name) => watched(name)),
        ),
        graph(
          "Jobs: failures, and seconds they took",
          [...props.jobs.values()].map(({ lambda }) => lambda.metricErrors({ period: oneHour })),
          [...props.jobs.values()].map(({ lambda }) =>
            lambda.metricDuration({ period: oneHour, statistic: Stats.MAXIMUM }),
          ),
        ),
      ],
      [
        graph("Units read", consumed("ConsumedReadCapacityUnits")),
        graph("Units written", consumed("ConsumedWriteCapacityUnits")),
      ],
      [
        graph("Mail: bounces and complaints, share", [
          reputation("Reputation.BounceRate"),
          reputation("Reputation.ComplaintRate"),
        ]),
      ],
    ],
  });
}
