import * as z from "zod";

/** The part of `validation-report.json` about each rule pack. */
const report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.enum(["success", "failure"]),
      violations: z.array(
        z.object({
          ruleName: z.string(),
          description: z.string(),
          violatingConstructs: z.array(z.object({ constructPath: z.string() })),
        }),
      ),
    }),
  ),
});

/** Every finding of the rule packs, one line each: rule, place, text. */
export function validationFindings(text: string): string[] {
  return report
    .parse(JSON.parse(text))
    .pluginReports.flatMap(({ violations }) =>
      violations.flatMap(({ ruleName, description, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}: ${description}`),
      ),
    );
}
