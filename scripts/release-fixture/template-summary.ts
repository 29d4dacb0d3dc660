import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { cloudApp } from "../../infra/aws/cloud-app.ts";
import { readStage } from "../../infra/aws/stage.ts";
import { writeBundles } from "../../infra/aws/write-bundles.ts";
import { routes } from "../../shared/routes.ts";
import { schedules } from "../../shared/schedules.ts";
import { tables } from "../../shared/tables.ts";

const template = z.object({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.looseObject({}).default({}),
      DeletionPolicy: z.string().optional(),
    }),
  ),
});

/** Properties that name a resource. A second resource of that name cannot exist at the same time. */
const nameProperties = ["TableName", "FunctionName", "Name", "AlarmName", "DashboardName", "UserPoolName"];

/**
 * A line for each resource of a stack: type, logical id, name if it has one, and whether it survives its stack. An
 * upgrade can break these, and a person can read them.
 */
export function resourceLines(part: string, of: unknown): string[] {
  return Object.entries(template.parse(of).Resources)
    .filter(([logicalId]) => logicalId !== "CDKMetadata")
    .map(([logicalId, { Type, Properties, DeletionPolicy }]) =>
      [part, Type, logicalId, nameOf(Properties), DeletionPolicy === "Retain" ? "kept" : ""].join("  ").trimEnd(),
    )
    .toSorted();
}

/**
 * The lines of all stacks of the stage `prod`.
 * @param folder An empty one, for bundles and templates.
 */
export async function templateSummary(stagesFile: string, folder: string): Promise<string> {
  const stage = readStage(stagesFile, "prod");
  const bundlesDir = join(folder, "bundles");
  const pagesDir = join(folder, "pages");
  const outdir = join(folder, "out");
  await mkdir(join(pagesDir, "assets"), { recursive: true });
  await writeFile(join(pagesDir, "index.html"), "<!doctype html>");
  await writeFile(join(pagesDir, "assets/app.js"), "");
  await writeBundles(bundlesDir);
  cloudApp({ stage, routes, schedules, tables, bundlesDir, pagesDir, outdir }).synth();
  const lines: string[] = [];
  for (const part of ["data", "edge", "service", "web"]) {
    const file = join(outdir, `sentinella-${stage.name}-${part}.template.json`);
    lines.push(...resourceLines(part, JSON.parse(await readFile(file, "utf8"))));
  }
  return `${lines.join("\n")}\n`;
}

function nameOf(properties: Readonly<Record<string, unknown>>): string {
  const given = new Map(Object.entries(properties));
  const names = nameProperties.map((property) => given.get(property));
  return names.find((name) => typeof name === "string") ?? "-";
}
