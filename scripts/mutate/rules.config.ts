import { mutationTests } from "./mutation-tests.ts";

// The rules have tests of their own: those of the jobs come to every rule, and take a hundred times as long.
// biome-ignore lint/style/noDefaultExport: Vitest reads the default export.
export default mutationTests(["test/{domain,detection}/**/*.test.ts"]);
