import { pagePath, pages, type Reader } from "../../shared/page-paths.ts";

type PageAddress = { name: string; readers: readonly Reader[]; address: string };

/** An address of each page of the table. */
export const pageAddresses: readonly PageAddress[] = Object.entries(pages).map(([name, { path, readers }]) => ({
  name,
  readers,
  address: name === "alert" ? pagePath(name, { alertId: "site.ZZMM802017.absolute.1" }) : path,
}));
