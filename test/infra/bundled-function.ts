import { createRequire } from "node:module";
import { join } from "node:path";
import type { Context } from "aws-lambda";
import { vi } from "vitest";
import * as z from "zod";
import { resourcesOf, type Template, targetOf, textOf } from "./template.ts";

const deployed = z.looseObject({
  FunctionName: z.string(),
  Handler: z.string(),
  Role: z.unknown(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).default({ Variables: {} }),
});

const loaded = z.record(
  z.string(),
  z.custom<(event: unknown, context: Context) => Promise<unknown>>((value) => typeof value === "function"),
);

export type BundledFunction = { name: string; role: string; invoke: (event: unknown) => Promise<unknown> };

/**
 * A function of the template, started as Lambda would: its bundle by `require`, the handler that the template names,
 * the environment of the template and of the runtime, and the full time limit.
 */
export function bundledFunctions(
  template: Template,
  { bundlesDir, prefix, environment }: { bundlesDir: string; prefix: string; environment: Record<string, string> },
): Map<string, BundledFunction> {
  const require = createRequire(import.meta.url);
  return new Map(
    resourcesOf(template, "AWS::Lambda::Function").map(([, { Properties }]) => {
      const { FunctionName, Handler, Role, Environment } = deployed.parse(Properties);
      const name = FunctionName.slice(prefix.length);
      const [file = "", exported = ""] = Handler.split(".");
      const handler = loaded.parse({ ...require(join(bundlesDir, name, `${file}.js`)) })[exported];
      if (handler === undefined) throw new Error(`the bundle ${name} exports no ${exported}`);

      const invoke = (event: unknown) => {
        const variables = { ...Environment.Variables, ...environment, AWS_ACCESS_KEY_ID: name };
        for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, textOf(value));
        try {
          return handler(event, contextOf(FunctionName));
        } finally {
          // By now the entry has read its environment, as at its first call.
          vi.unstubAllEnvs();
        }
      };
      return [name, { name, role: `<${targetOf(Role)}>`, invoke }];
    }),
  );
}

function contextOf(functionName: string): Context {
  return {
    awsRequestId: "11111111-2222-3333-4444-555555555555",
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:eu-south-1:222222222222:function:${functionName}`,
    memoryLimitInMB: "1024",
    logGroupName: functionName,
    logStreamName: "2023/02/16/[$LATEST]0",
    getRemainingTimeInMillis: () => 900_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
