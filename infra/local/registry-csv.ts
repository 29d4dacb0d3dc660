type RegistryInstitute = {
  instituteCode: string;
  name: string;
  /** Absent when the registry has none. */
  email?: string;
  municipality: string;
  sites: readonly { siteCode: string; name: string; type: string }[];
};

/** Institutes of one territory in the column layout of the Ministry's registry; the school year as `2026-27`. */
export function registryCsv(territory: string, schoolYear: string, institutes: readonly RegistryInstitute[]): string {
  const columns = [
    "ANNOSCOLASTICO",
    "PROVINCIA",
    "CODICEISTITUTORIFERIMENTO",
    "DENOMINAZIONEISTITUTORIFERIMENTO",
    "CODICESCUOLA",
    "DENOMINAZIONESCUOLA",
    "CODICECOMUNESCUOLA",
    "DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA",
    "INDIRIZZOEMAILSCUOLA",
  ];
  const rows = institutes.flatMap(({ instituteCode, name, email = "Non Disponibile", municipality, sites }) =>
    sites.map((site) => [
      schoolYear.replace("-", ""),
      territory,
      instituteCode,
      name,
      site.siteCode,
      site.name,
      municipality,
      site.type,
      email,
    ]),
  );
  return [columns, ...rows].map((row) => `${row.join(",")}\n`).join("");
}
