import fc from "fast-check";
import { counts, seed } from "./counts.ts";

// The seed is fixed, so that a failure repeats. `npm run assure` uses new seeds.
fc.configureGlobal({ seed, numRuns: counts.propertyRuns });
