import { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
  SuppressionReasons,
} from "aws-cdk-lib/aws-ses";
import { Topic } from "aws-cdk-lib/aws-sns";
import { LambdaSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acceptFinding } from "./accept-finding.ts";
import type { Stage } from "./stage.ts";

/** The sender's address of all mails. */
export function mailAddressOf({ mailDomain }: Pick<Stage, "mailDomain">): string {
  return `sentinella@${mailDomain}`;
}

/**
 * How mails go out, and how their events come back: SES → SNS → the function that settles the ledger. The data stack
 * proves the sender's domain.
 */
export class MailSending extends Construct {
  readonly configurationSetName: string;
  readonly #configurationSet: ConfigurationSet;
  /** The rights that a function needs to send: only this sender and this configuration set. */
  readonly sending: PolicyStatement;

  constructor(scope: Construct, id: string, { stage }: { stage: Stage }) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    const configurationSet = new ConfigurationSet(this, "Set", {
      configurationSetName: `sentinella-${stage.name}`,
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.#configurationSet = configurationSet;
    this.configurationSetName = configurationSet.configurationSetName;
    const arn = `arn:${partition}:ses:${region}:${account}`;
    this.sending = new PolicyStatement({
      actions: ["ses:SendRawEmail"],
      resources: [
        ...[stage.mailDomain, ...(stage.sandboxRecipients ?? [])].map((identity) => `${arn}:identity/${identity}`),
        `${arn}:configuration-set/sentinella-${stage.name}`,
      ],
      conditions: { StringEquals: { "ses:FromAddress": mailAddressOf(stage) } },
    });
  }

  /** Every event that settles a mail goes to that function. Events that cannot be delivered go to the dead letters. */
  sendEventsTo(settleMail: IFunction, deadLetters: IQueue): void {
    const events = new Topic(this, "Events", { enforceSSL: true });
    acceptFinding(
      events,
      "AwsSolutions-SNS2",
      "SES cannot write to a topic under the account's SNS key; a key of our own would be the only thing that costs when nothing happens. The events pass through and are not kept.",
    );
    this.#configurationSet.addEventDestination("ToTopic", {
      destination: EventDestination.snsTopic(events),
      // Without the event "sent": the ledger nearly always knows it, and otherwise one of these events follows.
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
      ],
    });
    events.addSubscription(new LambdaSubscription(settleMail, { deadLetterQueue: deadLetters }));
  }
}
