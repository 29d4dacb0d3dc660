/** The groups of roles that several rows name. */
export const schoolRoles = ["school-office", "health-office", "region"] as const;
export const siteReaders = [...schoolRoles, "school-authority"] as const;
/** A supplier of electronic registers sends and reads reports and enrolments, nothing else. */
export const recordReaders = ["school-office", "supplier", "health-office", "region"] as const;
export const reportReaders = [...recordReaders, "link"] as const;
export const reportWriters = ["school-office", "supplier", "link"] as const;
/** An office decides, each on its own. */
export const healthOffice = ["health-office"] as const;
/** The region manages the offices and their territories. */
export const region = ["region"] as const;
/** The region reads what an office reads. */
export const officeAndRegion = ["health-office", "region"] as const;
/** A school authority sees which sites are asked and which have reported, but no counts. */
export const officeAuthorityAndRegion = ["health-office", "school-authority", "region"] as const;
