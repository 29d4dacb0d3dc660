import type { ReactNode } from "react";
import type { DocumentName } from "./document-names.ts";

export type Documents = Record<DocumentName, { title: string; body: ReactNode }>;
