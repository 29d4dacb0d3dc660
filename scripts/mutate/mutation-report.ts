import { readFileSync } from "node:fs";
import * as z from "zod";

const position = z.object({ line: z.int(), column: z.int() });
const report = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          status: z.enum(["Killed", "Timeout", "Survived", "NoCoverage", "RuntimeError", "CompileError", "Ignored"]),
          location: z.object({ start: position, end: position }),
          replacement: z.string().optional(),
        }),
      ),
    }),
  ),
});

type Mutant = z.output<typeof report>["files"][string]["mutants"][number];

export type MutationTally = { killed: number; survived: number; leftOut: number };

export type MutationReport = {
  tallies: ReadonlyMap<string, MutationTally>;
  /** One line for each mutation that no test noticed: the place, the code, and the mutated code. */
  survivors: readonly string[];
};

/** The results of the mutations of these files. */
export function readMutationReport(reportFile: string, files: readonly string[]): MutationReport {
  const found = report.parse(JSON.parse(readFileSync(reportFile, "utf8"))).files;
  const tallies = new Map<string, MutationTally>();
  const survivors: string[] = [];
  for (const [file, { source, mutants }] of Object.entries(found)) {
    if (!files.includes(file)) continue;
    const withStatus = (...statuses: Mutant["status"][]) => mutants.filter(({ status }) => statuses.includes(status));
    const survived = withStatus("Survived", "NoCoverage");
    tallies.set(file, {
      killed: withStatus("Killed", "Timeout").length,
      survived: survived.length,
      leftOut: withStatus("Ignored", "RuntimeError", "CompileError").length,
    });
    survivors.push(...survived.map((mutant) => `${file}:${describe(mutant, source.split("\n"))}`));
  }
  return { tallies, survivors };
}

function describe({ location: { start, end }, replacement = "", status }: Mutant, lines: readonly string[]): string {
  const there = lines.slice(start.line - 1, end.line);
  const last = there.length - 1;
  const original = there
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join("\n");
  const untried = status === "NoCoverage" ? " (no test comes here)" : "";
  return `${start.line}:${start.column}${untried}  ${short(original)}  =>  ${short(replacement)}`;
}

const shownMax = 100;

function short(code: string): string {
  const line = code.replace(/\s+/g, " ").trim();
  return line.length <= shownMax ? line : `${line.slice(0, shownMax)} …`;
}

export function sumOf(tallies: Iterable<MutationTally>): MutationTally {
  const sum = { killed: 0, survived: 0, leftOut: 0 };
  for (const { killed, survived, leftOut } of tallies) {
    sum.killed += killed;
    sum.survived += survived;
    sum.leftOut += leftOut;
  }
  return sum;
}

/** The killed share of the mutations that ran. */
export function killedShare({ killed, survived }: MutationTally): number {
  return killed + survived === 0 ? 1 : killed / (killed + survived);
}
