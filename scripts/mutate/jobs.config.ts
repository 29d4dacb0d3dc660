import { mutationTests } from "./mutation-tests.ts";

// biome-ignore lint/style/noDefaultExport: Vitest reads the default export.
export default mutationTests([
  "test/store/mail-ledger-store.test.ts",
  "test/functions/{migrations,series,surveillance}.test.ts",
  "test/functions/mail/*.test.ts",
  "test/functions/jobs/*.test.ts",
  "test/reliability/{alerts,crash-explorer,mail-limits,readers,reminders,silent-loss}.test.ts",
]);
