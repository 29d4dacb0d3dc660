import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Route } from "../../shared/routes/route.ts";

/** An HTTP request as it came off the socket. */
export type GatewayRequest = {
  method: string;
  /** Path and query as sent, still percent-encoded. */
  target: string;
  /** Lower-case names; each value as often as it was sent. */
  headers: Readonly<Record<string, readonly string[]>>;
  body: Buffer;
  sourceIp: string;
};

/** A route row and what stands in the braces of its path. */
export type RouteMatch = { routeKey: string; pathParameters: Record<string, string> };

export type RouteMatcher = (method: string, path: string) => RouteMatch | undefined;

/**
 * Finds the row of a request by its still encoded path. As in API Gateway, the row with more literal segments wins,
 * and neither a trailing slash nor HEAD matches a row that does not name it.
 *
 * @throws URIError when a segment is not valid percent-encoding.
 */
export function routeMatcher(rows: readonly Pick<Route, "method" | "path">[]): RouteMatcher {
  const patterns = rows
    .map(({ method, path }) => ({
      method,
      routeKey: `${method} ${path}`,
      pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
      parameters: path.split("{").length - 1,
    }))
    .sort((a, b) => a.parameters - b.parameters);

  return (method, path) => {
    for (const row of patterns) {
      const groups = row.method === method ? row.pattern.exec(path) : null;
      if (groups === null) continue;
      const parameters = Object.entries(groups.groups ?? {});
      const pathParameters = Object.fromEntries(parameters.map(([name, value]) => [name, decodeURIComponent(value)]));
      return { routeKey: row.routeKey, pathParameters };
    }
    return undefined;
  };
}

/** What API Gateway hands over as text; everything else, a body without a type too, it encodes as base64. */
const textTypes = /^\s*(text\/|application\/(json|xml|javascript)\s*(;|$))/i;

/**
 * The request as API Gateway would hand it to a Lambda function, payload format 2.0: the path decoded, the query
 * string not, header names in lower case with repeats joined by commas, cookies apart.
 *
 * @param match The row that serves it; without one the event goes to `$default`.
 * @throws URIError when the path is not valid percent-encoding.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEvent(
  request: GatewayRequest,
  match: RouteMatch | undefined,
  requestId: string,
  at: Date,
): APIGatewayProxyEventV2 {
  const [encodedPath = "/", rawQueryString = ""] = splitOnce(request.target, "?");
  const { cookie, ...headers } = request.headers;
  const joined = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(",")]));
  const path = decodeURIComponent(encodedPath);
  const routeKey = match?.routeKey ?? "$default";
  const host = joined.host ?? "localhost";
  const isText = textTypes.test(joined["content-type"] ?? "");

  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie && { cookies: cookie.flatMap((line) => line.split(/; */)) }),
    headers: {
      ...joined,
      "x-forwarded-for": request.sourceIp,
      "x-forwarded-port": host.split(":")[1] ?? "80",
      "x-forwarded-proto": "http",
    },
    ...(rawQueryString !== "" && { queryStringParameters: joinRepeats(new URLSearchParams(rawQueryString)) }),
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName: host,
      domainPrefix: "local",
      http: {
        method: request.method,
        path,
        protocol: "HTTP/1.1",
        sourceIp: request.sourceIp,
        userAgent: joined["user-agent"] ?? "",
      },
      requestId,
      routeKey,
      stage: "$default",
      time: commonLogTime(at),
      timeEpoch: at.getTime(),
    },
    ...(match && Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    ...(request.body.length > 0 && { body: request.body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

function joinRepeats(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(",")]));
}

/** As in `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(at: Date): string {
  return at.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, "$1/$2/$3:$4 +0000");
}
