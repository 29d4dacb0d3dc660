/** The ministry's identifiers (codici meccanografici) and the school levels. */

/** Code of a site (plesso), the place where pupils are: `MIEE8AN02L`. */
export type SiteCode = string;

/** Code of an institute, whose office signs in: `MIIC8AN00E`; a private school is its own institute. */
export type InstituteCode = string;

/** Cadastral code of a municipality: `F205` is Milano. */
export type Municipality = string;

/** A short name the health office chooses; on import the province as the registry writes it. */
export type Territory = string;

export const levels = ["pre-primary", "primary", "lower-secondary", "upper-secondary"] as const;
export type Level = (typeof levels)[number];

export const codePattern = /^[A-Z]{2}[A-Z0-9]{2}[A-Z0-9]{3}[0-9]{2}[A-Z0-9]$/;
export const municipalityPattern = /^[A-Z][0-9]{3}$/;
