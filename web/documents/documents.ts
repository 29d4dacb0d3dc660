import type { ReactNode } from "react";
import type { PageOf } from "../../shared/page-paths.ts";

/** What everybody may read, signed in or not, besides the guides with pictures. */
export type DocumentName = Exclude<PageOf<"everybody">, "guide-schools" | "guide-health-office">;
export type Documents = Record<DocumentName, { title: string; body: ReactNode }>;
