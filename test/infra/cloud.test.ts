import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { Cron } from "croner";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { silentHoursMax } from "../../infra/aws/alarms.ts";
import { bundleFunction } from "../../infra/aws/bundle-function.ts";
import { cloudApp } from "../../infra/aws/cloud-app.ts";
import { functionNames, writeBundles } from "../../infra/aws/write-bundles.ts";
import { createTables } from "../../infra/local/create-tables.ts";
import { chooseEngine, type Engine, startEngine } from "../../infra/local/engine.ts";
import { gatewayEvent, routeMatcher } from "../../infra/local/gateway-event.ts";
import { loadHandlers } from "../../infra/local/load-functions.ts";
import { openAllDeps } from "../../infra/local/open-all-deps.ts";
import { pageHeaders } from "../../infra/local/web-pages.ts";
import { resourceLines } from "../../scripts/release-fixture/template-summary.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Route } from "../../shared/routes/route.ts";
import { routes } from "../../shared/routes.ts";
import { parseEnvironment } from "../../shared/runtime/environment.ts";
import { httpFunction } from "../../shared/runtime/http-chain.ts";
import { openApiOf } from "../../shared/runtime/openapi.ts";
import { type Schedule, schedules } from "../../shared/schedules.ts";
import { localCredentials, openDatabase } from "../../shared/store/database.ts";
import { tables } from "../../shared/tables.ts";
import { rawMessageOf } from "../mail/unreliable-ses.ts";
import { releaseFixtures } from "../releases/release-fixture.ts";
import { pageAddresses } from "../rig/page-addresses.ts";
import { tellStory } from "../rig/tell-story.ts";
import { type AwsBox, openAwsBox } from "./aws-box.ts";
import { type BundledFunction, bundledFunctions } from "./bundled-function.ts";
import { reviewedTemplate } from "./reviewed-template.ts";
import { type Synthesised, stage, synthesise } from "./synthesise.ts";
import { type Resource, resourcesOf, statementsByRole, type Template } from "./template.ts";
import { templatePolicies } from "./template-policies.ts";

const rows: [string, Route][] = Object.entries(routes);
const jobs: [string, Schedule][] = Object.entries(schedules);

let bundlesDir: string;
let cloud: Synthesised;

beforeAll(async () => {
  bundlesDir = await mkdtemp(join(tmpdir(), "sentinella-bundles-"));
  await writeBundles(bundlesDir);
  cloud = await synthesise(bundlesDir);
});
afterAll(() => rm(bundlesDir, { recursive: true, force: true }));

const releases = (await releaseFixtures()).map((release) => [release.version, release] as const);
const parts = ["data", "service", "web", "edge"] as const;

describe("the templates", () => {
  test("the rule packs and CDK's own validation find nothing", () => {
    expect(cloud.findings).toEqual([]);
  });

  test.each(Object.entries(templatePolicies))("%s", (_, policy) => {
    expect(parts.flatMap((part) => policy(cloud.templates[part]))).toEqual([]);
  });

  // After a review, `vitest run test/infra/cloud.test.ts --update` accepts a change.
  test.each(parts)("what the %s stack is made of, for review", async (part) => {
    await expect(reviewedTemplate(cloud.templates[part])).toMatchFileSnapshot(`snapshots/${part}.txt`);
  });

  test("each row of the route table is a route, served by the function that the row names", () => {
    const { service } = cloud.templates;
    const routed = routeFunctions(service);
    const wanted = rows.map(([, { method, path, servedBy }]) => [`${method} ${path}`, servedBy]);
    expect(routed).toEqual(new Map([...wanted.toSorted(), ["$default", "public"]].toSorted().map(pair)));
  });

  test.each(releases)("nothing goes from a stack of %s that is kept when the stack goes", (_, { resources }) => {
    const there = new Set(parts.flatMap((part) => resourceLines(part, cloud.templates[part])));
    const kept = resources.filter((line) => line.endsWith("  kept"));
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.filter((line) => !there.has(line))).toEqual([]);
  });

  test("each route has a role, or is public and throttled by itself, as is what has no row", () => {
    const [[, gatewayStage] = []] = resourcesOf(cloud.templates.service, "AWS::ApiGatewayV2::Stage");
    const throttled = Object.keys(z.record(z.string(), z.unknown()).parse(gatewayStage?.Properties.RouteSettings));
    const open = rows.filter(([, { roles }]) => roles === "public").map(([, { method, path }]) => `${method} ${path}`);
    expect(throttled.toSorted()).toEqual(["$default", ...open].toSorted());
    expect(rows.filter(([, { roles }]) => roles.length === 0)).toEqual([]);
  });

  test("each cron of the schedule table is a schedule of its job", () => {
    const made = resourcesOf(cloud.templates.service, "AWS::Scheduler::Schedule");
    expect(made).toHaveLength(jobs.reduce((sum, [, { crons }]) => sum + crons.length, 0));
  });

  test.each(["2026-03-28", "2026-10-24", "2026-11-02"])(
    "in the night after %s the watch pauses for less than its silence alarms",
    (date) => {
      const evening = new Date(`${date}T18:00:00Z`);
      const runs = schedules.watch.crons
        .flatMap((cron) => new Cron(cron, { timezone: schedules.watch.zone }).nextRuns(24, evening))
        .map((run) => run.getTime())
        .toSorted((one, other) => one - other)
        .slice(0, 24);
      const longestMillis = Math.max(...runs.slice(1).map((run, index) => run - (runs[index] ?? run)));
      const toCountMillis = 15 * 60_000;
      expect(longestMillis + toCountMillis).toBeLessThan(silentHoursMax * 60 * 60_000);
    },
  );

  test("only the migration may go through a whole table", () => {
    const scanning = [...statementsByRole(cloud.templates.service)].filter(([, statements]) =>
      statements.some(({ Action }) => Action.includes("dynamodb:Scan")),
    );
    expect(scanning.filter(([role]) => !role.startsWith("<migrate"))).toEqual([]);
  });

  test("the weekly exports may write into their bucket all that DynamoDB documents", () => {
    const [statements] = [...statementsByRole(cloud.templates.data).values()];
    expect(statements?.find(({ Action }) => Action.includes("s3:PutObject"))?.Action.toSorted()).toEqual([
      "s3:AbortMultipartUpload",
      "s3:PutObject",
      "s3:PutObjectAcl",
    ]);
  });

  test("each table of the table of tables is there, with its keys and indexes", () => {
    const made = resourcesOf(cloud.templates.data, "AWS::DynamoDB::Table").map(([, { Properties }]) => Properties);
    expect(made.map(({ TableName }) => TableName).toSorted()).toEqual(
      Object.values(tables)
        .map(({ name }) => `sentinella-prod-${name}`)
        .toSorted(),
    );
    const sites = made.find(({ TableName }) => TableName === "sentinella-prod-Sites");
    expect(sites).toMatchObject({
      KeySchema: [{ AttributeName: "siteCode", KeyType: "HASH" }],
      GlobalSecondaryIndexes: [
        { IndexName: "byInstitute", Projection: { ProjectionType: "KEYS_ONLY" } },
        { IndexName: "byTerritory", Projection: { ProjectionType: "INCLUDE" } },
        { IndexName: "sentinelsByTerritory", Projection: { ProjectionType: "INCLUDE" } },
      ],
    });
  });
});

test.each([
  ...pageAddresses.map(({ address }) => [address, "/index.html"]),
  ["/assets/app-1.js", "/assets/app-1.js"],
  ["/assets/gone.js", "/assets/gone.js"],
  ["/index.html", "/index.html"],
  ["/config.json", "/config.json"],
])("the CDN answers %s with %s", (uri, answer) => {
  const [[, edge] = []] = resourcesOf(cloud.templates.web, "AWS::CloudFront::Function");
  const code = z.string().parse(edge?.Properties.FunctionCode);
  expect(runInNewContext(`${code}\nhandler({ request: { uri: ${JSON.stringify(uri)} } }).uri`)).toBe(answer);
});

test("the CDN sends the headers of the local cloud, with the identity provider among what pages connect to", () => {
  const [[, policy] = []] = resourcesOf(cloud.templates.web, "AWS::CloudFront::ResponseHeadersPolicy");
  const text = JSON.stringify(policy?.Properties);
  const [before = "", after = ""] = pageHeaders["content-security-policy"].split("connect-src 'self'");
  expect(text).toContain(`${before}connect-src 'self' `);
  expect(text).toContain(after);
  // Origins: a source with a path would let through that one path.
  expect(text).toContain(
    "connect-src 'self' https://cognito-idp.eu-south-1.amazonaws.com https://sentinella-prod-222222222222.auth.eu-south-1.amazoncognito.com;",
  );
  expect(text).toContain(pageHeaders["permissions-policy"]);
});

test("a page is there only after the assets that it names", () => {
  const page = Object.entries(cloud.templates.web.Resources).find(([id]) => id.startsWith("PageCustomResource"))?.[1];
  expect(page?.DependsOn).toContainEqual(expect.stringMatching(/^AssetsCustomResource/));
});

function pair<A, B>(value: readonly (A | B)[]): [A | undefined | B, A | undefined | B] {
  return [value[0], value[1]];
}

/** Which function serves which route key, by route, integration and function. */
function routeFunctions(service: Template): Map<string | undefined, string | undefined> {
  const text = JSON.stringify(service);
  expect(text.length).toBeGreaterThan(0);
  const integrations = new Map(
    resourcesOf(service, "AWS::ApiGatewayV2::Integration").map(([id, { Properties }]) => {
      const { IntegrationUri } = z.object({ IntegrationUri: getAtt }).parse(Properties);
      return [id, functionNameOf(service.Resources[IntegrationUri["Fn::GetAtt"][0]])];
    }),
  );
  return new Map(
    resourcesOf(service, "AWS::ApiGatewayV2::Route")
      .map(([, { Properties }]): [string, string | undefined] => {
        const { RouteKey, Target } = z.object({ RouteKey: z.string(), Target: z.unknown() }).parse(Properties);
        const integration = /"Ref":"(\w+)"/.exec(JSON.stringify(Target))?.[1] ?? "";
        return [RouteKey, integrations.get(integration)];
      })
      .toSorted(),
  );
}

const getAtt = z.object({ "Fn::GetAtt": z.tuple([z.string()], z.string()) });

function functionNameOf(resource: Resource | undefined): string | undefined {
  return z.string().safeParse(resource?.Properties.FunctionName).data?.slice("sentinella-prod-".length);
}

describe("a planted fault is caught", () => {
  const plant = (part: keyof Synthesised["templates"], type: string, change: (resource: Resource) => void) => {
    const template = structuredClone(cloud.templates[part]);
    const [[, resource] = []] = resourcesOf(template, type);
    if (resource === undefined) throw new Error(`there is no ${type}`);
    change(resource);
    return template;
  };
  const faultsIn = (template: Template) => Object.values(templatePolicies).flatMap((policy) => policy(template));

  /** Planted before the synthesis: a right with a star, and a job at 02:30 in the schedule table. */
  let planted: Synthesised;
  beforeAll(async () => {
    const watch = { ...schedules.watch, crons: ["30 2 * * *"] };
    planted = await synthesise(bundlesDir, { schedules: { ...schedules, watch } }, (app) => {
      const role = app.node.findChild("sentinella-prod-service").node.findChild("watch").node.findChild("Role");
      if (!(role instanceof Role)) throw new Error("no role");
      role.addToPolicy(new PolicyStatement({ actions: ["dynamodb:*"], resources: ["*"] }));
    });
  });

  test("a right with a star, by our policy and by the rule pack", () => {
    expect(templatePolicies["no role has a right with a star"](planted.templates.service)).toEqual([
      expect.stringMatching(/watchRole\w+> may dynamodb:\*$/),
      expect.stringMatching(/watchRole\w+> may dynamodb:\* on \*$/),
    ]);
    expect(planted.findings).toEqual([expect.stringContaining("AwsSolutions-IAM5[Action::dynamodb:*] at ")]);
    expect(reviewedTemplate(planted.templates.service)).toContain("watch may dynamodb:*: *");
  });

  test("a job at 02:30", () => {
    const faults = faultsIn(planted.templates.service).filter((fault) => !fault.includes("dynamodb:*"));
    expect(faults).toEqual([expect.stringMatching(/^watch.*: between 02:00 and 03:00/)]);
  });

  test("a table without recovery", () => {
    const template = plant("data", "AWS::DynamoDB::Table", ({ Properties }) => {
      Properties.PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: false };
    });
    expect(faultsIn(template)).toEqual([expect.stringMatching(/: no point-in-time recovery$/)]);
  });

  test("an alarm without impact, and one whose runbook is not written", () => {
    const silent = plant("service", "AWS::CloudWatch::Alarm", ({ Properties }) => {
      Properties.AlarmDescription = "Errors >= 1";
    });
    expect(faultsIn(silent)).toEqual([expect.stringMatching(/: says no impact, or no runbook$/)]);
    const unwritten = plant("service", "AWS::CloudWatch::Alarm", ({ Properties }) => {
      Properties.AlarmDescription = "Impact: schools wait in vain. Runbook: docs/operations.md#no-such-heading";
    });
    expect(faultsIn(unwritten)).toEqual([expect.stringMatching(/the runbook has no heading no-such-heading$/)]);
  });

  test("a client that could say itself whom it serves", () => {
    const template = plant("service", "AWS::Cognito::UserPoolClient", ({ Properties }) => {
      Properties.WriteAttributes = ["email", "custom:institutes"];
    });
    expect(faultsIn(template)).toEqual([expect.stringMatching(/: writes whom it serves$/)]);
  });

  test("a job whose failures go nowhere, and a log that is kept for ever", () => {
    const template = structuredClone(cloud.templates.service);
    const [[, job] = []] = resourcesOf(template, "AWS::Lambda::Function").filter(
      ([, resource]) => functionNameOf(resource) === "watch",
    );
    const [[, log] = []] = resourcesOf(template, "AWS::Logs::LogGroup").filter(([id]) => id.startsWith("watch"));
    if (job === undefined || log === undefined) throw new Error("there is no watch");
    delete job.Properties.DeadLetterConfig;
    delete log.Properties.RetentionInDays;
    expect(faultsIn(template)).toEqual([
      expect.stringMatching(/^watch.*: its log has no term$/),
      expect.stringMatching(/^watch.*: no dead letters$/),
    ]);
  });
});

test("a stage whose certificate is not named yet has just what DNS records are needed for", async () => {
  const { certificateArn: _, ...first } = stage;
  const outdir = await mkdtemp(join(tmpdir(), "sentinella-first-"));
  const app = cloudApp({ stage: first, routes, schedules, tables, bundlesDir, pagesDir: bundlesDir, outdir });
  expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual([
    "sentinella-prod-data",
    "sentinella-prod-edge",
  ]);
  await rm(outdir, { recursive: true });
});

test("in the sandbox of SES jobs may mail to whom the stage names, as this sender", async () => {
  const sandboxed = { ...stage, sandboxRecipients: ["somebody@ats.example"] };
  const { templates } = await synthesise(bundlesDir, { stage: sandboxed });
  const mailing = [...statementsByRole(templates.service).values()]
    .flat()
    .filter(({ Action }) => Action.includes("ses:SendRawEmail"))
    .map(({ Resource: resources }) => resources.map((arn) => arn.split(":").at(-1)));
  const mailingJobs = Object.values(schedules).filter(({ uses }) => uses.some((used) => used === "mail"));
  expect(mailing).toEqual(
    Array.from(mailingJobs, () => [
      "identity/sentinella.example",
      "identity/somebody@ats.example",
      "configuration-set/sentinella-prod",
    ]),
  );
});

test("a row deleted from the route table is gone from template, local gateway, OpenAPI and authorisation alike", async () => {
  const name = "put-alert-policy";
  const { [name]: deleted, ...rest } = routes;
  const key = `${deleted.method} ${deleted.path}`;
  const request = {
    method: deleted.method,
    target: deleted.path,
    headers: { host: ["localhost"] },
    body: Buffer.alloc(0),
    sourceIp: "127.0.0.1",
  };
  const environment = {
    ...runtimeEnvironment("http://127.0.0.1:9", await tokenKeys()),
    STAGE: "test",
    TABLE_PREFIX: tablePrefix,
    MAIL_FROM: "sentinella@sentinella.example",
    OIDC_SCOPE: "sentinella/api",
    LINK_KEYS_SECRET: "none",
    WEB_ORIGIN: "https://sentinella.example",
  };
  const deps = openAllDeps(parseEnvironment(environment), {
    now: () => new Date("2023-02-16T09:00:00Z"),
    writeLog: () => undefined,
  });
  const handlers = await loadHandlers();

  const seen = async (table: typeof routes | typeof rest) => {
    const { templates } = table === routes ? cloud : await synthesise(bundlesDir, { routes: table });
    const match = routeMatcher(Object.values(table));
    const serve = httpFunction(handlers, deps, table);
    const event = gatewayEvent(request, routeMatcher([deleted])(deleted.method, deleted.path), "1", deps.now());
    const path: object = openApiOf(table, "http://localhost").paths?.[deleted.path] ?? {};
    return {
      template: routeFunctions(templates.service).has(key),
      localGateway: match(deleted.method, deleted.path) !== undefined,
      openApi: "put" in path,
      // Without a row there is no role to check: 404, not 401.
      authorisation: (await serve(event, context)).statusCode,
    };
  };

  expect(await seen(routes)).toEqual({ template: true, localGateway: true, openApi: true, authorisation: 401 });
  expect(await seen(rest)).toEqual({ template: false, localGateway: false, openApi: false, authorisation: 404 });
});

describe("each bundle, started as Lambda would, with the rights of its template", () => {
  let engine: Engine;
  let box: AwsBox;
  let functions: Map<string, BundledFunction>;
  let keys: Awaited<ReturnType<typeof tokenKeys>>;

  beforeAll(async () => {
    engine = await startEngine({ kind: chooseEngine() });
    await createTables({ endpoint: engine.endpoint, region: stage.region, tablePrefix });
    keys = await tokenKeys();
    const byRole = statementsByRole(cloud.templates.service);
    const rights = new Map<string, NonNullable<ReturnType<typeof byRole.get>>>();
    box = await openAwsBox({
      engine: engine.endpoint,
      rights,
      tableArnOf: (name) => `arn:aws:dynamodb:${stage.region}:${stage.account}:table/${name}`,
      senderArn: `arn:aws:ses:${stage.region}:${stage.account}:identity/${stage.mailDomain}`,
    });
    functions = bundledFunctions(cloud.templates.service, {
      bundlesDir,
      prefix: "sentinella-prod-",
      environment: runtimeEnvironment(box.endpoint, keys),
    });
    for (const { name, role } of functions.values()) rights.set(name, byRole.get(role) ?? []);
    // As the deployment does.
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    await runJob("migrate");
  });
  afterAll(async () => {
    await box?.stop();
    await engine?.stop();
  });
  beforeEach(() => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const at = (instant: string) => vi.useFakeTimers({ toFake: ["Date"], now: new Date(instant) });

  const invoke = async (name: string, event: unknown) => {
    const found = functions.get(name);
    if (found === undefined) throw new Error(`there is no function ${name}`);
    return found.invoke(event);
  };

  /** Calls a function without an input of its own, as EventBridge Scheduler does. */
  const runJob = (name: string) =>
    invoke(name, {
      version: "0",
      id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: stage.account,
      time: "2023-02-15T23:05:00Z",
      region: stage.region,
      resources: [`arn:aws:scheduler:${stage.region}:${stage.account}:schedule/sentinella-prod/${name}-1`],
      detail: "{}",
    });

  const match = routeMatcher(rows.map(([, row]) => row));
  const gateway = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() });

  async function call(
    bearer: string | undefined,
    method: string,
    target: string,
    body?: unknown,
    mediaType = "application/json",
  ) {
    const matched = match(method, target.split("?", 1)[0] ?? "");
    const row = rows.find(([, one]) => `${one.method} ${one.path}` === matched?.routeKey)?.[1];
    const request = {
      method,
      target,
      headers: {
        host: ["abcdef1234.execute-api.eu-south-1.amazonaws.com"],
        ...(body === undefined ? {} : { "content-type": [mediaType] }),
        ...(bearer === undefined ? {} : { authorization: [`Bearer ${bearer}`] }),
      },
      body: Buffer.from(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body)),
      sourceIp: "192.0.2.1",
    };
    const reply = gateway.parse(
      await invoke(row?.servedBy ?? "public", gatewayEvent(request, matched, "request-1", new Date(Date.now()))),
    );
    return { status: reply.statusCode, body: reply.body === "" ? undefined : parseBody(reply.body) };
  }

  const healthOffice = () => keys.sign({ role: "health-office" });
  const school = (instituteCode: string) => keys.sign({ role: "school-office", institutes: instituteCode });

  const rotationStep = (Step: string, ClientRequestToken: string) =>
    invoke("rotate-link-keys", { Step, SecretId: linkKeysRef(), ClientRequestToken, RotationToken: "t" });

  /** The template's name for the secret that the functions use. */
  const linkKeysRef = () => `<${resourcesOf(cloud.templates.service, "AWS::SecretsManager::Secret")[0]?.[0]}>`;

  async function rotate(version: string): Promise<void> {
    for (const step of ["createSecret", "setSecret", "testSecret", "finishSecret"]) await rotationStep(step, version);
  }

  /** An event of SES's configuration set, delivered by SNS. */
  const mailEvent = (eventType: string, mail: URLSearchParams | undefined, messageId: string, more: object = {}) => {
    const fields = [...(mail ?? [])];
    const tags = fields
      .filter(([name]) => /^Tags\.member\.\d+\.Name$/.test(name))
      .map(([name, value]) => [value, [mail?.get(name.replace(/Name$/, "Value")) ?? ""]]);
    const destination = fields.filter(([name]) => name.startsWith("Destinations.member")).map(([, value]) => value);
    const message = {
      eventType,
      mail: {
        timestamp: "2023-02-17T07:30:00.000Z",
        source: "sentinella@sentinella.example",
        messageId,
        destination,
        headersTruncated: false,
        tags: { "ses:configuration-set": ["sentinella-prod"], ...Object.fromEntries(tags) },
      },
      ...more,
    };
    return invoke("settle-mail", {
      Records: [
        {
          EventSource: "aws:sns",
          EventVersion: "1.0",
          EventSubscriptionArn: `arn:aws:sns:${stage.region}:${stage.account}:events:1`,
          Sns: { Type: "Notification", MessageId: "1", Subject: null, Message: JSON.stringify(message) },
        },
      ],
    });
  };

  const signIn = (event: object) => ({
    version: "3",
    region: stage.region,
    userPoolId: `<${resourcesOf(cloud.templates.service, "AWS::Cognito::UserPool")[0]?.[0]}>`,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "client-1" },
    response: { claimsAndScopeOverrideDetails: null },
    ...event,
  });
  const person = (groups: string[], userAttributes: Record<string, string>) =>
    signIn({
      triggerSource: "TokenGeneration_HostedAuth",
      userName: "user-1",
      request: {
        userAttributes: { sub: "user-1", "cognito:user_status": "CONFIRMED", ...userAttributes },
        groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: [], preferredRole: null },
        scopes: ["openid", "sentinella/api"],
      },
    });
  const claimsIn = z.object({
    response: z.object({
      claimsAndScopeOverrideDetails: z.object({
        accessTokenGeneration: z.object({ claimsToAddOrOverride: z.record(z.string(), z.string()) }),
      }),
    }),
  });
  const claimsFor = async (event: object) =>
    claimsIn.parse(await invoke("token-claims", event)).response.claimsAndScopeOverrideDetails.accessTokenGeneration
      .claimsToAddOrOverride;

  test("every function of the tables has a bundle, and the template starts each", () => {
    expect([...functions.keys()].filter((name) => functionNames.some((known) => known === name)).toSorted()).toEqual(
      functionNames.toSorted(),
    );
  });

  tellStory({
    "a fresh secret holds no keys; its first rotation puts the first one there": async () => {
      await rotate("0a1b2c3d-first");
      // Secrets Manager repeats steps.
      await rotationStep("finishSecret", "0a1b2c3d-first");
      expect(box.denials).toEqual([]);
    },

    "the deployment's call of the migration: in a new system there is nothing to do": async () => {
      at("2023-02-15T09:00:00+01:00");
      expect(await invoke("migrate", {})).toEqual({ items: 0, written: 0, damaged: 0, left: 0 });
      expect(box.denials).toEqual([]);
    },

    "a survey day from the registry to the day sheet": async () => {
      at("2023-02-15T10:00:00+01:00");
      expect(await call(undefined, "GET", "/v1/status")).toMatchObject({ status: 200 });
      expect(await call(await healthOffice(), "POST", "/v1/registry-imports", registryCsv, "text/csv")).toMatchObject({
        status: 200,
      });
      const contacts = {
        alertDigests: [{ email: "alerts@ats.example" }],
        operationsNotices: [{ email: "operations@ats.example" }],
      };
      expect(await call(await healthOffice(), "PUT", "/v1/health-office/contacts", contacts)).toMatchObject({
        status: 200,
      });
      for (const [instituteCode, siteCode] of [
        ["ZZIC80100A", "ZZEE80101C"],
        ["ZZIC802006", "ZZEE802018"],
      ] as const) {
        const path = `/v1/sites/${siteCode}/enrolments/2022-09-01`;
        const enrolment = { pupils: 200, classes: 10, confirm: true };
        expect(await call(await school(instituteCode), "PUT", path, enrolment)).toMatchObject({ status: 201 });
      }
      const items = ["ZZEE80101C", "ZZEE802018"].map((siteCode) => ({ siteCode, sentinelFrom: "2023-02-16" }));
      expect(await call(await healthOffice(), "PUT", "/v1/sentinel-sites", { items })).toMatchObject({ status: 200 });

      at("2023-02-16T00:05:00+01:00");
      expect(await runJob("open-survey-day")).toMatchObject({ opened: 1 });
      at("2023-02-16T11:20:00+01:00");
      expect(await runJob("watch")).toMatchObject({ jobsOverdue: 0, silentSurveyDays: 1 });
      const report = { absent: 90, confirm: true };
      const path = "/v1/sites/ZZEE80101C/absence-reports/2023-02-16";
      expect(await call(await school("ZZIC80100A"), "PUT", path, report)).toMatchObject({ status: 201 });
      expect(await call(await school("ZZIC802006"), "PUT", path, report)).toMatchObject({ status: 404 });
      expect(await call(undefined, "PUT", path, report)).toMatchObject({ status: 401 });
      expect(await runJob("watch")).toMatchObject({ silentSurveyDays: 0 });

      at("2023-02-16T12:00:00+01:00");
      expect(await runJob("raise-alerts")).toMatchObject({ raised: 1, digests: 1 });
      at("2023-02-17T08:30:00+01:00");
      expect(await runJob("send-reminders")).toMatchObject({ sent: 1 });
      expect(box.mails.map((mail) => mail.get("Destinations.member.1"))).toEqual([
        "alerts@ats.example",
        "zzic802006@scuola.example",
      ]);
      expect(box.denials).toEqual([]);
    },

    "the link of the reminder opens the form, also after the next rotation of its key": async () => {
      at("2023-02-17T09:00:00+01:00");
      const token = linkIn(rawMessageOf(box.mails[1]));
      expect(await call(token, "GET", "/v1/institutes/ZZIC802006")).toMatchObject({ status: 200 });
      await rotate("4e5f6a7b-second");
      const path = "/v1/sites/ZZEE802018/absence-reports/2023-02-16";
      expect(await call(token, "PUT", path, { absent: 9 })).toMatchObject({ status: 201 });
      expect(await call(`${token.slice(0, -4)}AAAA`, "GET", "/v1/institutes/ZZIC802006")).toMatchObject({
        status: 401,
      });
      expect(box.denials).toEqual([]);
    },

    "what SES tells settles the ledger, and an address that bounces for good is mailed no more": async () => {
      at("2023-02-17T09:30:00+01:00");
      const ledger = async (kind: string) => {
        const { body } = await call(await healthOffice(), "GET", `/v1/mail-ledger?date=2023-02-16&kind=${kind}`);
        return z.object({ items: z.array(z.looseObject({ status: z.string() })) }).parse(body).items[0]?.status;
      };
      const [digest, reminder] = box.mails;
      expect([await ledger("digest"), await ledger("reminder")]).toEqual(["sent", "sent"]);
      await mailEvent("Delivery", digest, "ses-1", { delivery: { recipients: ["alerts@ats.example"] } });
      expect(await ledger("digest")).toBe("delivered");
      // Events come twice.
      await mailEvent("Delivery", digest, "ses-1", { delivery: { recipients: ["alerts@ats.example"] } });
      expect(await ledger("digest")).toBe("delivered");

      await mailEvent("Bounce", reminder, "ses-2", {
        bounce: {
          bounceType: "Permanent",
          bounceSubType: "General",
          bouncedRecipients: [{ emailAddress: "ZZIC802006@scuola.example", action: "failed", status: "5.1.1" }],
        },
      });
      expect(await ledger("reminder")).toBe("bounced");
      const { body } = await call(await school("ZZIC802006"), "GET", "/v1/institutes/ZZIC802006");
      expect(body).toMatchObject({ contacts: [{ email: "zzic802006@scuola.example", state: "bounced" }] });
      // A mail that is not in the ledger, such as an invitation, settles nothing.
      await mailEvent("Delivery", undefined, "ses-3", { delivery: {} });
      expect(box.denials).toEqual([]);
    },

    "the day closes": async () => {
      at("2023-02-18T00:10:00+01:00");
      expect(await runJob("close-survey-day")).toMatchObject({ closed: 1 });
      at("2023-02-18T03:20:00+01:00");
      expect(await runJob("watch")).toMatchObject({ jobsOverdue: 0, reportsNotEvaluated: 0 });
      expect(box.denials).toEqual([]);
    },

    "no reading route lacks a right": async () => {
      at("2023-02-18T10:00:00+01:00");
      const asked = rows.filter(([, { method }]) => method === "GET");
      for (const [name, row] of asked) {
        const target = row.path
          .replace("{date}", "2023-02-16")
          .replace("{siteCode}", "ZZEE80101C")
          .replace("{instituteCode}", "ZZIC80100A")
          .replace(/\{\w+\}/, "no-such-thing");
        const { status } = await call(row.roles === "public" ? undefined : await healthOffice(), "GET", target);
        expect(status, `${name} ${target}`).toBeLessThan(500);
      }
      expect(asked.length).toBeGreaterThan(10);
      expect(box.denials).toEqual([]);
    },
  });

  test("who signs in gets role and institutes; the health office only with a second factor", async () => {
    expect(await claimsFor(person(["school-office"], { "custom:institutes": "ZZIC80100A not-a-code" }))).toEqual({
      role: "school-office",
      institutes: "ZZIC80100A",
    });
    expect(await claimsFor(person([], { "custom:institutes": "ZZIC80100A" }))).toEqual({});
    await expect(claimsFor(person(["school-office"], {}))).rejects.toThrow("Nessun istituto");

    await expect(claimsFor(person(["health-office"], {}))).rejects.toThrow("secondo fattore");
    const federated = { "cognito:user_status": "EXTERNAL_PROVIDER" };
    const first = { role: "health-office", office: firstOfficeCode };
    expect(await claimsFor(person(["health-office"], federated))).toEqual(first);
    box.secondFactors.add("user-1");
    expect(await claimsFor(person(["health-office"], {}))).toEqual(first);
    const brescia = person(["health-office"], { "custom:office": "brescia" });
    expect(await claimsFor(brescia)).toEqual({ role: "health-office", office: "brescia" });
    expect(box.denials).toEqual([]);
  });

  test("a machine client gets the institutes it is registered for, and one that is not gets no token", async () => {
    const client = (clientId: string) =>
      signIn({
        triggerSource: "TokenGeneration_ClientCredentials",
        userName: null,
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
        request: { userAttributes: null, groupConfiguration: null, scopes: ["sentinella/api"] },
      });
    await expect(claimsFor(client("supplier-1"))).rejects.toThrow("Nessun istituto");
    const database = openDatabase({
      endpoint: engine.endpoint,
      region: stage.region,
      tablePrefix,
      requestTimeoutMillis: 5_000,
    });
    const item = { name: "supplier", version: "supplier-1", instituteCodes: ["ZZIC80100A", "ZZIC802006"] };
    await database.put("settings", item, { expression: "attribute_not_exists(#name)" });
    database.close();
    expect(await claimsFor(client("supplier-1"))).toEqual({
      role: "supplier",
      institutes: "ZZIC80100A ZZIC802006",
    });
    expect(box.denials).toEqual([]);
  });

  test("the gate is a gate: a function that oversteps its rights is turned away and noted", async () => {
    const database = openDatabase({
      endpoint: box.endpoint,
      region: stage.region,
      tablePrefix,
      credentials: { ...localCredentials, accessKeyId: "token-claims" },
      requestTimeoutMillis: 5_000,
    });
    await expect(database.get("sites", { siteCode: "ZZEE80101C" })).rejects.toThrow("not allowed");
    database.close();
    expect(box.denials.splice(0)).toEqual([
      `token-claims dynamodb:GetItem arn:aws:dynamodb:${stage.region}:${stage.account}:table/sentinella-prod-Sites`,
    ]);
  });

  test("nothing of the local cloud is in any bundle", async () => {
    for (const name of functionNames) {
      const { inputs } = await bundleFunction(name);
      expect(Object.keys(inputs).filter((path) => /^(infra|scripts|test|bench|web)\//.test(path))).toEqual([]);
      expect(await readFile(join(bundlesDir, name, "index.js"), "utf8")).not.toMatch(/_local|oidc-provider|dynalite/);
    }
  });
});

const tablePrefix = "sentinella-prod-";

const registryCsv = [
  "ANNOSCOLASTICO,PROVINCIA,CODICEISTITUTORIFERIMENTO,DENOMINAZIONEISTITUTORIFERIMENTO,CODICESCUOLA,DENOMINAZIONESCUOLA,CODICECOMUNESCUOLA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,INDIRIZZOEMAILSCUOLA",
  "202223,VALDORSA,ZZIC80100A,IC COLLE,ZZEE80101C,PRIMARIA COLLE,Z001,SCUOLA PRIMARIA,zzic80100a@scuola.example",
  "202223,VALDORSA,ZZIC802006,IC BORGO,ZZEE802018,PRIMARIA BORGO,Z001,SCUOLA PRIMARIA,zzic802006@scuola.example",
].join("\n");

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The token in the fragment of the link that a reminder carries. */
function linkIn(message: Buffer): string {
  const text = message.toString().replaceAll("=\r\n", "").replaceAll("=3D", "=");
  const token = /#token=([\w-]+\.[\w-]+\.[\w-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error("the mail carries no link");
  return token;
}

const issuer = "https://cognito-idp.eu-south-1.amazonaws.com/eu-south-1_TEST";

/** A key of the issuer, and tokens as Cognito makes them with our claims: a scope and no audience. */
async function tokenKeys() {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "RS256", use: "sig" }] };
  return {
    jwks,
    sign: (claims: Record<string, string>) =>
      new SignJWT({ ...claims, token_use: "access", scope: "openid sentinella/api", client_id: "pages" })
        .setProtectedHeader({ alg: "RS256", kid: "1" })
        .setIssuer(issuer)
        .setSubject("user-1")
        .setIssuedAt(Math.floor(Date.now() / 1000))
        .setExpirationTime(Math.floor(Date.now() / 1000) + 3_600)
        .sign(privateKey),
  };
}

/**
 * The variables of the Lambda runtime, the values that only a deployment has, and the address of this machine's AWS.
 */
function runtimeEnvironment(endpoint: string, { jwks }: Awaited<ReturnType<typeof tokenKeys>>) {
  return {
    AWS_REGION: stage.region,
    AWS_ACCESS_KEY_ID: "nobody",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "session",
    DYNAMODB_ENDPOINT: endpoint,
    SES_ENDPOINT: endpoint,
    SECRETS_ENDPOINT: endpoint,
    USER_POOL_ENDPOINT: endpoint,
    OIDC_ISSUER: issuer,
    OIDC_JWKS: JSON.stringify(jwks),
  };
}

const context = {
  awsRequestId: "1",
  callbackWaitsForEmptyEventLoop: true,
  functionName: "all",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-south-1:222222222222:function:all",
  memoryLimitInMB: "1024",
  logGroupName: "all",
  logStreamName: "all",
  getRemainingTimeInMillis: () => 29_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
