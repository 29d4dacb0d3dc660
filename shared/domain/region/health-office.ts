/** Names a health office (ATS) in paths and keys: `ats-milano`. */
export type OfficeCode = string;

export const officeCodePattern = /^[a-z0-9][a-z0-9-]{0,59}$/;

/** The office that owns what nobody has given to another: a single ATS needs no set-up. */
export const firstOfficeCode: OfficeCode = "ats";
