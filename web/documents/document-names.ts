/** What everybody may read, signed in or not; the name is the path. */
export const documentNames = ["guide", "accessibility", "privacy", "legal"] as const;
export type DocumentName = (typeof documentNames)[number];
