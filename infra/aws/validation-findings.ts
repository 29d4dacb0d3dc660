import * as z from "zod";

/** What `validation-report.json` holds of each pack of rules. */
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

/** Every finding of the rule packs, one line each: rule, where, what. */
export function validationFindings(text: string): string[] {
  return report
    .parse(JSON.parse(text))
    .pluginReports.flatMap(({ violations }) =>
      violations.flatMap(({ ruleName, description, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}: ${description}`),
      ),
    );
}
