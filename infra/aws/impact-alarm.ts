import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

type ImpactAlarmProps = {
  metric: IMetric;
  /** What people notice, or soon will. */
  impact: string;
  /** The heading in docs/operations.md that says what to do, as the link has it. */
  runbook: string;
  /** Alarms at this value and above. */
  atLeast: number;
  /** Periods of the metric in a row; one unless said. */
  periods?: number;
  /** Whether silence is bad news too; otherwise a metric that says nothing is fine. */
  alarmsWhenMissing?: boolean;
  operations: ITopic;
};

/** An alarm that says what it means for people and where it stands what to do. */
export class ImpactAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ImpactAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      threshold: props.atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: props.alarmsWhenMissing ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `Impact: ${props.impact}. Runbook: docs/operations.md#${props.runbook}`,
    });
    this.addAlarmAction(new SnsAction(props.operations));
  }
}
