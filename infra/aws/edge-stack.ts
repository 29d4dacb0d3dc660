import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { Certificate, CertificateValidation } from "aws-cdk-lib/aws-certificatemanager";
import { HostedZone } from "aws-cdk-lib/aws-route53";
import type { Construct } from "constructs";
import type { Stage } from "./stage.ts";

/** A mail goes out when this share of the monthly budget is reached. */
const budgetSharesPercent = [50, 80, 100];

/** The certificate of the CDN and the budget: AWS requires them in us-east-1. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: StackProps & { stage: Stage }) {
    super(scope, id, props);
    const zone =
      stage.hostedZoneId === undefined
        ? undefined
        : HostedZone.fromHostedZoneAttributes(this, "Zone", {
            hostedZoneId: stage.hostedZoneId,
            zoneName: stage.domain,
          });
    const certificate = new Certificate(this, "Certificate", {
      domainName: stage.domain,
      // Without our own zone, the deployment waits until a person enters the record.
      validation: CertificateValidation.fromDns(zone),
    });
    new CfnOutput(this, "CertificateArn", { value: certificate.certificateArn });

    new CfnBudget(this, "Budget", {
      budget: {
        budgetName: `sentinella-${stage.name}`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: stage.monthlyBudgetUsd, unit: "USD" },
      },
      notificationsWithSubscribers: budgetSharesPercent.map((threshold) => ({
        notification: {
          notificationType: "ACTUAL",
          comparisonOperator: "GREATER_THAN",
          threshold,
          thresholdType: "PERCENTAGE",
        },
        subscribers: [{ subscriptionType: "EMAIL", address: stage.operations }],
      })),
    });
  }
}
