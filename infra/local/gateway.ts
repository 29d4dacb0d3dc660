import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import type { HttpReply } from "../../shared/runtime/problem-reply.ts";
import { type GatewayRequest, gatewayEvent, type RouteMatcher } from "./gateway-event.ts";

export type Gateway = (request: GatewayRequest) => Promise<HttpReply>;

/** API Gateway refuses a larger request before any function gets it. */
export const requestBytesMax = 10 * 1024 * 1024;

/** API Gateway waits this long for a function. */
const integrationTimeoutMillis = 30_000;

type GatewayDeps = {
  match: RouteMatcher;
  /** The Lambda function behind all rows. */
  serve: (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpReply>;
  now: () => Date;
  newRequestId: () => string;
  /** Called with an error that a function threw; its caller learns nothing of it. */
  onFault: (fault: unknown) => void;
};

/** An HTTP API of API Gateway in front of one function. Its own refusals use AWS's words. */
export function openGateway({ match, serve, now, newRequestId, onFault }: GatewayDeps): Gateway {
  return async (request) => {
    const requestId = newRequestId();
    const event = eventOf(request, match, requestId, now());
    if (event === undefined) return awsRefusal(400, "Bad Request");
    try {
      const reply = await serve(event, lambdaContext(requestId, performance.now()));
      return { ...reply, headers: { ...reply.headers, "apigw-requestid": requestId } };
    } catch (fault) {
      onFault(fault);
      return awsRefusal(500, "Internal Server Error");
    }
  };
}

/** Undefined when the path is not valid percent-encoding. */
function eventOf(request: GatewayRequest, match: RouteMatcher, requestId: string, at: Date) {
  const path = request.target.split("?", 1)[0] ?? "/";
  try {
    return gatewayEvent(request, match(request.method, path), requestId, at);
  } catch (fault) {
    if (fault instanceof URIError) return undefined;
    throw fault;
  }
}

/** A refusal by the gateway itself, in AWS's own form. */
export function awsRefusal(statusCode: number, message: string): HttpReply {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify({ message }) };
}

/** @param startedAt Milliseconds of the monotonic clock. */
export function lambdaContext(awsRequestId: string, startedAt: number): Context {
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: "local",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:local:000000000000:function:local",
    memoryLimitInMB: "1024",
    logGroupName: "local",
    logStreamName: "local",
    getRemainingTimeInMillis: () => Math.max(0, integrationTimeoutMillis - (performance.now() - startedAt)),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
