import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from "aws-cdk-lib/aws-apigatewayv2";
import { CfnPermission, type IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { HttpFunctionName, Route } from "../../shared/routes/route.ts";
import { acceptFinding } from "./accept-finding.ts";
import type { Stage } from "./stage.ts";

type HttpGatewayProps = {
  stage: Stage;
  routes: Readonly<Record<string, Route>>;
  functions: ReadonlyMap<HttpFunctionName, IFunction>;
};

/** The access log holds nothing that identifies a person, so not even the caller's address. */
const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  at: "$context.requestTime",
  routeKey: "$context.routeKey",
  status: "$context.status",
  responseBytes: "$context.responseLength",
  latencyMillis: "$context.responseLatency",
  integrationError: "$context.integrationErrorMessage",
});

/** The HTTP API: one route for each row of the route table, and a default route for all other requests. */
export class HttpGateway extends Construct {
  readonly apiId: string;
  readonly domainName: string;

  constructor(scope: Construct, id: string, { stage, routes, functions }: HttpGatewayProps) {
    super(scope, id);
    const { region, partition, account } = Stack.of(this);
    const api = new CfnApi(this, "Api", { name: `sentinella-${stage.name}`, protocolType: "HTTP" });
    this.apiId = api.ref;
    this.domainName = `${api.ref}.execute-api.${region}.amazonaws.com`;

    const integrations = new Map<string, CfnIntegration>();
    for (const [name, lambda] of functions) {
      integrations.set(
        name,
        new CfnIntegration(this, `${name}-integration`, {
          apiId: api.ref,
          integrationType: "AWS_PROXY",
          integrationUri: lambda.functionArn,
          payloadFormatVersion: "2.0",
        }),
      );
      new CfnPermission(this, `${name}-permission`, {
        action: "lambda:InvokeFunction",
        functionName: lambda.functionArn,
        principal: "apigateway.amazonaws.com",
        sourceArn: `arn:${partition}:execute-api:${region}:${account}:${api.ref}/*/*`,
      });
    }

    const addRoute = (constructId: string, routeKey: string, servedBy: HttpFunctionName) => {
      const integration = integrations.get(servedBy);
      if (integration === undefined) throw new RangeError(`no function serves ${routeKey}`);
      const route = new CfnRoute(this, constructId, {
        apiId: api.ref,
        routeKey,
        target: `integrations/${integration.ref}`,
      });
      acceptFinding(
        route,
        "AwsSolutions-APIG4",
        "Authorisation is a link of the chain in the function, by the roles of the route's row: the same code locally, and refusals as problem+json.",
      );
      return route;
    };
    const rows = Object.entries(routes);
    const made = [
      ...rows.map(([name, row]) => addRoute(name, routeKeyOf(row), row.servedBy)),
      addRoute("default", defaultRouteKey, "public"),
    ];
    const open = rows.filter(([, { roles }]) => roles === "public").map(([, row]) => routeKeyOf(row));

    const accessLog = new LogGroup(this, "AccessLog", {
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const deployed = new CfnStage(this, "Stage", {
      apiId: api.ref,
      stageName: "$default",
      autoDeploy: true,
      accessLogSettings: { destinationArn: accessLog.logGroupArn, format: accessLogFormat },
      defaultRouteSettings: {
        // Metrics by route would be two hundred metrics, and each costs money every month.
        detailedMetricsEnabled: false,
        throttlingRateLimit: stage.throttle.ratePerSecond,
        throttlingBurstLimit: stage.throttle.burst,
      },
      routeSettings: Object.fromEntries(
        // Callers of unknown paths send no token either.
        [...open, defaultRouteKey].map((routeKey) => [
          routeKey,
          {
            DetailedMetricsEnabled: false,
            ThrottlingRateLimit: stage.publicThrottle.ratePerSecond,
            ThrottlingBurstLimit: stage.publicThrottle.burst,
          },
        ]),
      ),
    });
    // AWS refuses the settings of a route that does not exist yet.
    for (const route of made) deployed.addResourceDependency(route);
  }
}

/** The route for requests that no other route matches. */
const defaultRouteKey = "$default";

/** The key of a row, as API Gateway writes it and passes it to the function. */
function routeKeyOf({ method, path }: Pick<Route, "method" | "path">): string {
  return `${method} ${path}`;
}
