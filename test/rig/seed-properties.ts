import fc from "fast-check";
import { counts, seed } from "./counts.ts";

// What fails today fails tomorrow: new seeds are for `npm run assure`.
fc.configureGlobal({ seed, numRuns: counts.propertyRuns });
