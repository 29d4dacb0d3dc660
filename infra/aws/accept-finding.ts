import { CfnElement, Stack, Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** A finding of the rule packs that stays, with the reason why it is right here. */
export function acceptFinding(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** The ARN of a construct's resource as a finding writes it. */
export function arnInFinding({ node }: IConstruct): string {
  const resource = node.defaultChild;
  if (resource === undefined || !CfnElement.isCfnElement(resource)) throw new TypeError(`${node.path} is no resource`);
  return `<${Stack.of(resource).getLogicalId(resource)}.Arn>`;
}
