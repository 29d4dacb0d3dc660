import * as z from "zod";

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.looseObject({}).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.output<typeof resource>;

const template = z.looseObject({ Resources: z.record(z.string(), resource) });
export type Template = z.output<typeof template>;

/** One template of the cloud assembly. */
export function parseTemplate(value: unknown): Template {
  return template.parse(value);
}

/** The resources of a type with their logical ids. */
export function resourcesOf({ Resources }: Template, type: string): [logicalId: string, resource: Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/** The logical id that `Ref` or `Fn::GetAtt` points to. */
export function targetOf(value: unknown): string | undefined {
  const parsed = reference.safeParse(value).data;
  if (parsed === undefined) return undefined;
  return "Ref" in parsed ? parsed.Ref : parsed["Fn::GetAtt"][0];
}
const reference = z.union([
  z.object({ Ref: z.string() }),
  z.object({ "Fn::GetAtt": z.tuple([z.string()], z.string()) }),
]);

const join = z.object({ "Fn::Join": z.tuple([z.string(), z.array(z.unknown())]) });

/** The text of a value as far as the template alone tells it; a reference stands as `<logical id>`. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const joined = join.safeParse(value).data;
  if (joined !== undefined) return joined["Fn::Join"][1].map(textOf).join(joined["Fn::Join"][0]);
  const target = targetOf(value);
  if (target === "AWS::Partition") return "aws";
  return target === undefined ? JSON.stringify(value) : `<${target}>`;
}

const strings = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const anything = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);
const statement = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: strings,
  Resource: anything.transform((all) => all.map(textOf)),
  Condition: z.unknown().optional(),
});
export type Statement = z.output<typeof statement>;

const policy = z.looseObject({
  PolicyDocument: z.object({ Statement: z.array(statement) }),
  Roles: z.array(z.unknown()),
});

/** What the roles of a template may do, by the logical id of the role. */
export function statementsByRole(of: Template): Map<string, Statement[]> {
  const byRole = new Map<string, Statement[]>();
  for (const [, { Properties }] of resourcesOf(of, "AWS::IAM::Policy")) {
    const { PolicyDocument, Roles } = policy.parse(Properties);
    for (const role of Roles.map(textOf)) {
      byRole.set(role, [...(byRole.get(role) ?? []), ...PolicyDocument.Statement]);
    }
  }
  return byRole;
}
