import { describe, expect, test } from "vitest";
import { type GatewayRequest, gatewayEvent, routeMatcher } from "../../infra/local/gateway-event.ts";

const at = new Date("2020-03-12T19:03:58.390Z");

function request(changes: Partial<GatewayRequest>): GatewayRequest {
  return {
    method: "GET",
    target: "/v1/status",
    headers: { host: ["localhost:8080"], "user-agent": ["agent"] },
    body: Buffer.alloc(0),
    sourceIp: "127.0.0.1",
    ...changes,
  };
}

function eventOf(changes: Partial<GatewayRequest>) {
  return gatewayEvent(request(changes), undefined, "request-1", at);
}

describe("an event of API Gateway, payload format 2.0", () => {
  test("holds the request as AWS documents it", () => {
    const headers = {
      "content-type": ["application/json"],
      host: ["localhost:8080"],
      "user-agent": ["agent"],
      cookie: ["a=1; b=2"],
    };
    const event = gatewayEvent(
      request({
        method: "PUT",
        target: "/v1/sites/MIEE8AN02L?x=1&y=a%20b&x=2",
        headers,
        body: Buffer.from('{"à":1}'),
      }),
      { routeKey: "PUT /v1/sites/{siteCode}", pathParameters: { siteCode: "MIEE8AN02L" } },
      "request-1",
      at,
    );
    expect(event).toEqual({
      version: "2.0",
      routeKey: "PUT /v1/sites/{siteCode}",
      rawPath: "/v1/sites/MIEE8AN02L",
      rawQueryString: "x=1&y=a%20b&x=2",
      cookies: ["a=1", "b=2"],
      headers: {
        "content-type": "application/json",
        host: "localhost:8080",
        "user-agent": "agent",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": "8080",
        "x-forwarded-proto": "http",
      },
      queryStringParameters: { x: "1,2", y: "a b" },
      pathParameters: { siteCode: "MIEE8AN02L" },
      requestContext: {
        accountId: "000000000000",
        apiId: "local",
        domainName: "localhost:8080",
        domainPrefix: "local",
        http: {
          method: "PUT",
          path: "/v1/sites/MIEE8AN02L",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "agent",
        },
        requestId: "request-1",
        routeKey: "PUT /v1/sites/{siteCode}",
        stage: "$default",
        time: "12/Mar/2020:19:03:58 +0000",
        timeEpoch: at.getTime(),
      },
      body: '{"à":1}',
      isBase64Encoded: false,
    });
  });

  test("leaves out what the request has not", () => {
    const event = eventOf({});
    for (const member of ["body", "cookies", "queryStringParameters", "pathParameters"]) {
      expect(event).not.toHaveProperty(member);
    }
    expect(event.routeKey).toBe("$default");
  });

  test("has the path decoded and the query string as it was sent", () => {
    expect(eventOf({ target: "/a%20b?c=%C3%A0&d" })).toMatchObject({
      rawPath: "/a b",
      rawQueryString: "c=%C3%A0&d",
      queryStringParameters: { c: "à", d: "" },
    });
  });

  test("joins repeated headers with commas", () => {
    expect(eventOf({ headers: { "if-match": ['"1"', '"2"'] } }).headers["if-match"]).toBe('"1","2"');
  });

  test.each([
    ["text/csv", false],
    ["text/plain; charset=utf-8", false],
    ["application/json;charset=utf-8", false],
    ["application/xml", false],
    ["application/problem+json", true],
    ["application/x-www-form-urlencoded", true],
    ["application/octet-stream", true],
    [undefined, true],
  ])("hands over a body of type %s as base64: %s", (type, isBase64Encoded) => {
    const body = Buffer.from("città");
    const event = eventOf({ headers: type === undefined ? {} : { "content-type": [type] }, body });
    expect(event).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? body.toString("base64") : "città" });
  });

  test("cannot be made of a path that is no percent-encoding", () => {
    expect(() => eventOf({ target: "/%E0%A4%A" })).toThrow(URIError);
  });
});

describe("the row of a request", () => {
  const match = routeMatcher([
    { method: "GET", path: "/v1/survey-days/{date}" },
    { method: "GET", path: "/v1/survey-days/today" },
    { method: "GET", path: "/v1/survey-days.ics" },
    { method: "PUT", path: "/v1/sites/{siteCode}/absence-reports/{date}" },
  ]);

  test("is found by method and path, with the parameters decoded", () => {
    expect(match("PUT", "/v1/sites/a%2Fb%20c/absence-reports/2023-02-16")).toEqual({
      routeKey: "PUT /v1/sites/{siteCode}/absence-reports/{date}",
      pathParameters: { siteCode: "a/b c", date: "2023-02-16" },
    });
  });

  test("is the more literal one where two fit", () => {
    expect(match("GET", "/v1/survey-days/today")?.routeKey).toBe("GET /v1/survey-days/today");
    expect(match("GET", "/v1/survey-days/2023-02-16")?.routeKey).toBe("GET /v1/survey-days/{date}");
    expect(match("GET", "/v1/survey-days.ics")?.routeKey).toBe("GET /v1/survey-days.ics");
  });

  test.each([
    ["HEAD", "/v1/survey-days/today"],
    ["OPTIONS", "/v1/survey-days/today"],
    ["GET", "/v1/survey-days/today/"],
    ["GET", "/v1/survey-days-ics"],
    ["GET", "/v1/survey-days/2023-02-16/coverage"],
    ["GET", "/v1/survey-days/"],
  ])("does not exist for %s %s", (method, path) => {
    expect(match(method, path)).toBeUndefined();
  });
});
