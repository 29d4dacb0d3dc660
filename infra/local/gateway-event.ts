import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Route } from "../../shared/routes/route.ts";

/** An HTTP request as it arrived. */
export type GatewayRequest = {
  method: string;
  /** Path and query as sent, still percent-encoded. */
  target: string;
  /** Lower-case names. A header that was sent twice has two values. */
  headers: Readonly<Record<string, readonly string[]>>;
  body: Buffer;
  sourceIp: string;
};

/** A row of the routes, and the values for the braces of its path. */
export type RouteMatch = { routeKey: string; pathParameters: Record<string, string> };

export type RouteMatcher = (method: string, path: string) => RouteMatch | undefined;

/**
 * Finds the row of a request by its still encoded path. As in API Gateway, the row with more literal segments wins. A
 * trailing slash and HEAD match only a row that names them.
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

/** API Gateway passes these types as text. It encodes everything else as base64, also a body without a type. */
const textTypes = /^\s*(text\/|application\/(json|xml|javascript)\s*(;|$))/i;

/**
 * The request in the form that API Gateway passes to a Lambda function, payload format 2.0. The path is decoded, the
 * query string is not. Header names are in lower case, repeated headers are joined by commas, and cookies are separate.
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
