import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { overrides } from "./floors.ts";

// The linter's configuration is JSON, and biome.json extends this file.
writeFileSync(join(import.meta.dirname, "floors.json"), `${JSON.stringify({ overrides }, null, 2)}\n`);
