import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

type ImpactAlarmProps = {
  metric: IMetric;
  /** The effect that people notice, or will notice soon. */
  impact: string;
  /** The anchor of the heading in docs/operations.md that says what to do. */
  runbook: string;
  /** Alarms at this value and above. */
  atLeast: number;
  /** Periods of the metric in a row. Default: one. */
  periods?: number;
  /** Whether missing data raises the alarm. By default missing data is fine. */
  alarmsWhenMissing?: boolean;
  operations: ITopic;
};

/** An alarm that says what it means for people, and where to read what to do. */
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
