/** The groups of roles that several rows name. */
export const school = ["school-office", "health-office"] as const;
/** A supplier of electronic registers sends and reads reports and enrolments, and nothing else. */
export const recordReaders = ["school-office", "supplier", "health-office"] as const;
export const reportReaders = [...recordReaders, "link"] as const;
export const reportWriters = ["school-office", "supplier", "link"] as const;
export const healthOffice = ["health-office"] as const;
