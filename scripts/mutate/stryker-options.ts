/** The options of every run of the tool. Each run adds its tests and its report files. */
export const strykerOptions = {
  plugins: ["./scripts/mutate/kept-runner.mjs", "./scripts/mutate/plain-words.mjs"],
  ignorers: ["plain-words"],
  testRunner: "kept",
  coverageAnalysis: "perTest",
  ignoreStatic: true,
  disableTypeChecks: false,
  tsconfigFile: "none",
  reporters: ["progress-append-only", "json"],
  ignorePatterns: ["/docs", "/bench", "/web", "/infra/aws", "/reports", "/scripts/*/node_modules"],
  incremental: true,
  timeoutMS: 60_000,
};
