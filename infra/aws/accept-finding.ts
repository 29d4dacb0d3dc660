import { CfnElement, Stack, Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** Accepts a finding of the rule packs, with the reason why it is right here. */
export function acceptFinding(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** The ARN of a construct's resource in the spelling of a finding. */
export function arnInFinding({ node }: IConstruct): string {
  const resource = node.defaultChild;
  if (resource === undefined || !CfnElement.isCfnElement(resource)) throw new TypeError(`${node.path} is no resource`);
  return `<${Stack.of(resource).getLogicalId(resource)}.Arn>`;
}
