import { fileURLToPath } from "node:url";
import { build } from "esbuild";

type Plain = { verifiesCaller: boolean };

const verifier = `
import { JwtVerifier } from "aws-jwt-verify";
const verifier = JwtVerifier.create({ issuer: process.env.OIDC_ISSUER, audience: process.env.OIDC_AUDIENCE });
verifier.cacheJwks(JSON.parse(process.env.OIDC_JWKS));
`;
const verification = `await verifier.verify(event.headers.authorization.slice("Bearer ".length));`;

/**
 * A program written without regard to size: middy, the SDK with its search for credentials, zod by its `z`. It parses
 * the request and makes the same calls as a submission: it reads the site, reads the closures once, and writes the
 * report.
 */
const sourceOf = ({ verifiesCaller }: Plain) => `
import middy from "@middy/core";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
${verifiesCaller ? verifier : ""}
const path = z.object({ siteCode: z.string().min(10), date: z.string().min(10) });
const body = z.object({ absent: z.number().int().min(0), illness: z.number().int().min(0).optional() });
const site = z.object({ siteCode: z.string(), enrolments: z.string() });
const documents = DynamoDBDocumentClient.from(
  new DynamoDBClient({ region: process.env.AWS_REGION, endpoint: process.env.DYNAMODB_ENDPOINT }),
);

const closuresQuery = { TableName: "Settings", KeyConditionExpression: "#n = :n", ExpressionAttributeNames: { "#n": "name" } };
let closures;

export const handler = middy(async (event) => {
  ${verifiesCaller ? verification : ""}
  const { siteCode, date } = path.parse(event.pathParameters);
  const report = body.parse(JSON.parse(event.body));
  const found = await documents.send(new GetCommand({ TableName: "Sites", Key: { siteCode } }));
  const { enrolments } = site.parse(found.Item);
  if (JSON.parse(enrolments).length === 0) return { statusCode: 409, body: "" };
  closures ??= documents.send(new QueryCommand({ ...closuresQuery, ExpressionAttributeValues: { ":n": "closures" } }));
  await closures;
  const item = { surveyDate: date, siteCode, ...report, at: Date.now() };
  await documents.send(
    new PutCommand({ TableName: "AbsenceReports", Item: item, ConditionExpression: "attribute_not_exists(siteCode)" }),
  );
  return { statusCode: 201, headers: { "content-type": "application/json" }, body: JSON.stringify(item) };
});
`;

const root = fileURLToPath(new URL("..", import.meta.url));

/** One ES module with esbuild's defaults for Node. It adds the usual `require` for the CommonJS modules inside. */
export async function buildPlainStack(plain: Plain = { verifiesCaller: false }): Promise<Uint8Array> {
  const require = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  const { outputFiles } = await build({
    stdin: { contents: sourceOf(plain), loader: "ts", resolveDir: root },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    banner: { js: require },
    write: false,
    logLevel: "error",
  });
  const [code] = outputFiles;
  if (code === undefined) throw new Error("the plain stack made no bundle");
  return code.contents;
}
