import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import * as z from "zod";
import { acceptance, portOf } from "../mail/unreliable-ses.ts";
import type { Statement } from "./template.ts";

/** The AWS services of the functions in one place. A gate lets each function do only what its own rights allow. */
export type AwsBox = {
  endpoint: string;
  /** The calls that a function made without the right. */
  denials: string[];
  /** The form fields of each mail that SES accepted, in order. */
  mails: URLSearchParams[];
  /** Accounts that have a second factor. */
  secondFactors: Set<string>;
  stop(): Promise<void>;
};

type BoxOptions = {
  /** A DynamoDB engine. */
  engine: string;
  /** The rights of each function, by the access key that it signs with: its name. */
  rights: ReadonlyMap<string, readonly Statement[]>;
  tableArnOf: (tableName: string) => string;
  senderArn: string;
};

type Asked = { action: string; resource: string };

const dynamoBody = z.looseObject({
  TableName: z.string().optional(),
  IndexName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).default({}),
});

export async function openAwsBox({ engine, rights, tableArnOf, senderArn }: BoxOptions): Promise<AwsBox> {
  const denials: string[] = [];
  const mails: URLSearchParams[] = [];
  const secondFactors = new Set<string>();
  const secrets = openSecrets();

  function asked(service: string, operation: string, body: Record<string, unknown>): Asked[] {
    const action = `${service}:${operation}`;
    if (service !== "dynamodb") return [{ action, resource: String(body.SecretId ?? body.UserPoolId) }];
    const { TableName, IndexName, RequestItems } = dynamoBody.parse(body);
    const index = IndexName === undefined ? "" : `/index/${IndexName}`;
    const names = TableName === undefined ? Object.keys(RequestItems) : [TableName];
    return names.map((name) => ({ action, resource: `${tableArnOf(name)}${index}` }));
  }

  function isAllowed(caller: string, { action, resource }: Asked): boolean {
    const allowed = (rights.get(caller) ?? []).some(
      (statement) =>
        statement.Effect === "Allow" && statement.Action.includes(action) && statement.Resource.includes(resource),
    );
    if (!allowed) denials.push(`${caller} ${action} ${resource}`);
    return allowed;
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const text = await textOf(request);
    const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "nobody";
    const target = request.headers["x-amz-target"];
    if (typeof target !== "string") return sendMail(caller, new URLSearchParams(text));

    const [prefix = "", operation = ""] = target.split(".");
    const service = serviceOf[prefix] ?? prefix;
    const body = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    if (!asked(service, operation, body).every((one) => isAllowed(caller, one))) return denied;
    switch (service) {
      case "dynamodb":
        return forward(engine, request, text);
      case "secretsmanager":
        return secrets(operation, body);
      default:
        return { status: 200, body: JSON.stringify(secondFactorsOf(String(body.Username))) };
    }
  }

  function sendMail(caller: string, form: URLSearchParams): { status: number; body: string } {
    if (!isAllowed(caller, { action: `ses:${form.get("Action")}`, resource: senderArn })) return denied;
    mails.push(form);
    return { status: 200, body: acceptance(`ses-${mails.length}`) };
  }

  function secondFactorsOf(user: string) {
    return secondFactors.has(user) ? { UserMFASettingList: ["EMAIL_OTP"] } : {};
  }

  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    denials,
    mails,
    secondFactors,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const serviceOf: Record<string, string> = {
  DynamoDB_20120810: "dynamodb",
  AWSCognitoIdentityProviderService: "cognito-idp",
};

const denied = { status: 400, body: JSON.stringify({ __type: "AccessDeniedException", message: "not allowed" }) };

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function forward(engine: string, request: IncomingMessage, body: string) {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && /^(x-amz-|authorization|content-type)/.test(name) ? [[name, value]] : [],
  );
  const reply = await fetch(engine, { method: "POST", headers, body });
  return { status: reply.status, body: await reply.text() };
}

/**
 * One secret with its versions and stages, by the rules of Secrets Manager. It starts in the state after a deployment.
 */
function openSecrets() {
  const texts = new Map([["first", "random text and no keys"]]);
  const stages = new Map([["AWSCURRENT", "first"]]);
  return (operation: string, body: Record<string, unknown>) => {
    const reply = (value: unknown) => ({ status: 200, body: JSON.stringify(value) });
    const version = String(body.VersionId ?? body.ClientRequestToken ?? body.MoveToVersionId);
    switch (operation) {
      case "GetSecretValue": {
        const text = texts.get(stages.get(String(body.VersionStage ?? "AWSCURRENT")) ?? "");
        if (text === undefined) return { status: 400, body: JSON.stringify({ __type: "ResourceNotFoundException" }) };
        return reply({ SecretString: text, VersionId: randomUUID() });
      }
      case "DescribeSecret": {
        const versions: Record<string, string[]> = {};
        for (const [stage, id] of stages) versions[id] = [...(versions[id] ?? []), stage];
        return reply({ VersionIdsToStages: versions });
      }
      case "PutSecretValue":
        texts.set(version, String(body.SecretString));
        stages.set("AWSPENDING", version);
        return reply({});
      case "UpdateSecretVersionStage":
        if (body.RemoveFromVersionId !== stages.get("AWSCURRENT"))
          return { status: 400, body: JSON.stringify({ __type: "InvalidParameterException" }) };
        stages.set("AWSCURRENT", version);
        return reply({});
      default:
        return { status: 400, body: JSON.stringify({ __type: "UnknownOperationException" }) };
    }
  };
}
