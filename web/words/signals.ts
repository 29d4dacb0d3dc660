import { signals as signalsEn } from "../../shared/words/en/signals.ts";
import { signals as signalsIt } from "../../shared/words/it/signals.ts";

export const signals = { it: signalsIt, en: signalsEn };
