/** What people read comes in Italian first, then in English. */
export const languages = ["it", "en"] as const;
export type Language = (typeof languages)[number];
