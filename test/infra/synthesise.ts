import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { cloudApp } from "../../infra/aws/cloud-app.ts";
import { readStage } from "../../infra/aws/stage.ts";
import { validationFindings } from "../../infra/aws/validation-findings.ts";
import { routes } from "../../shared/routes.ts";
import { schedules } from "../../shared/schedules.ts";
import { tables } from "../../shared/tables.ts";
import { parseTemplate, type Template } from "./template.ts";

type Part = "data" | "service" | "web" | "edge";
export type Synthesised = { templates: Record<Part, Template>; findings: string[] };

type Planted = Partial<Pick<Parameters<typeof cloudApp>[0], "stage" | "routes" | "schedules" | "tables">>;

export const stage = readStage(join(import.meta.dirname, "../../infra/aws/stages.json"), "prod");

/**
 * The templates of the production stage, from the tables or from planted ones.
 * @param plant Changes the app before it is synthesised.
 */
export async function synthesise(
  bundlesDir: string,
  planted: Planted = {},
  plant: (app: App) => void = () => undefined,
): Promise<Synthesised> {
  const folder = await mkdtemp(join(tmpdir(), "sentinella-cloud-"));
  const pagesDir = join(folder, "pages");
  await mkdir(join(pagesDir, "assets"), { recursive: true });
  await writeFile(join(pagesDir, "index.html"), "<!doctype html>");
  await writeFile(join(pagesDir, "assets/app-1.js"), "");
  const outdir = join(folder, "out");
  const app = cloudApp({ stage, routes, schedules, tables, ...planted, bundlesDir, pagesDir, outdir });
  plant(app);
  try {
    app.synth();
  } catch (fault) {
    // Findings end a synthesis; the templates and the report are written all the same.
    if (!(fault instanceof Error && fault.message.includes("validation-report.json"))) throw fault;
  }
  const read = async (part: Part) =>
    parseTemplate(JSON.parse(await readFile(join(outdir, `sentinella-${stage.name}-${part}.template.json`), "utf8")));
  return {
    templates: {
      data: await read("data"),
      service: await read("service"),
      web: await read("web"),
      edge: await read("edge"),
    },
    findings: validationFindings(await readFile(join(outdir, "validation-report.json"), "utf8")),
  };
}
