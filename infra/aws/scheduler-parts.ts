import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { ScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import type { Construct } from "constructs";

/** EventBridge Scheduler for this account only. Without the condition, another account could make it use our role. */
export function ownScheduler(scope: Construct): ServicePrincipal {
  return new ServicePrincipal("scheduler.amazonaws.com", {
    conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
  });
}

/** A named group of schedules, deleted with its stack. If it stayed, the next stack could not use its name. */
export function scheduleGroup(scope: Construct, id: string, scheduleGroupName: string): ScheduleGroup {
  return new ScheduleGroup(scope, id, { scheduleGroupName, removalPolicy: RemovalPolicy.DESTROY });
}
