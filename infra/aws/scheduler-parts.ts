import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { ScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import type { Construct } from "constructs";

/** EventBridge Scheduler on behalf of this account alone: without the condition another account could lend it our role. */
export function ownScheduler(scope: Construct): ServicePrincipal {
  return new ServicePrincipal("scheduler.amazonaws.com", {
    conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
  });
}

/** A named group of schedules that goes with its stack: left behind, its name would be in the way of the next one. */
export function scheduleGroup(scope: Construct, id: string, scheduleGroupName: string): ScheduleGroup {
  return new ScheduleGroup(scope, id, { scheduleGroupName, removalPolicy: RemovalPolicy.DESTROY });
}
