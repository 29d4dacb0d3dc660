/** Names a health office (ATS) in paths, tokens and settings: `ats-milano`. */
export type OfficeCode = string;

/** The office that owns everything where no office is stored: a single ATS needs no set-up. */
export const firstOfficeCode: OfficeCode = "ats";

export const officeCodePattern = /^[a-z0-9][a-z0-9-]{0,39}$/;
