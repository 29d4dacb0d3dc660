import { createServer } from "node:http";
import { sampleInstituteCode, sampleSiteCode, sampleTerritory } from "../test/rig/sample-schools.ts";

/**
 * A process that replaces DynamoDB and answers each call at once with the same text. So a measurement in front of it
 * covers only the code that calls. It prints its address on its standard output, and ends when its standard input ends.
 */
const site = {
  siteCode: { S: sampleSiteCode(0) },
  instituteCode: { S: sampleInstituteCode(0) },
  name: { S: "Plesso" },
  territory: { S: sampleTerritory },
  level: { S: "primary" },
  sentinelTerritory: { S: sampleTerritory },
  sentinelFrom: { S: "2022-09-12" },
  enrolments: { S: JSON.stringify([{ validFrom: "2022-09-01", pupils: 220, classes: 10 }]) },
  reopenings: { S: "[]" },
};

const answers: Readonly<Record<string, object>> = {
  GetItem: { Item: site, ConsumedCapacity: { TableName: "t", CapacityUnits: 0.5 } },
  Query: { Items: [], Count: 0, ScannedCount: 0, ConsumedCapacity: { TableName: "t", CapacityUnits: 0.5 } },
  PutItem: { ConsumedCapacity: { TableName: "t", CapacityUnits: 1 } },
};

const server = createServer((request, response) => {
  const target = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  request.resume().on("end", () => {
    response
      .writeHead(200, { "content-type": "application/x-amz-json-1.0" })
      .end(JSON.stringify(answers[target] ?? {}));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stub listens on no port");
  process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
