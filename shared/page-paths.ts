import { languages } from "./domain/language.ts";
import type { Role } from "./domain/principal.ts";

/** The readers of a page: people with that role, visitors who are still unknown, or everybody. */
export type Reader = Exclude<Role, "supplier"> | "visitor" | "everybody";

type Page = {
  /** A pattern of the router: `:name` is a parameter. */
  path: `/${string}`;
  readers: readonly Reader[];
  /** The parameters that may follow `?`, with their permitted values. */
  query?: Readonly<Record<string, readonly string[]>>;
  /** The parameter that follows `#`. No server sees it, so it may be a secret. */
  fragment?: string;
};

/**
 * Every page. The router of the pages, their menus and all links, including those in mails, are made from these rows.
 */
export const pages = {
  home: {
    path: "/",
    readers: ["visitor", "link", "school-office", "health-office"],
    query: { "sign-in": ["failed"] },
  },
  enter: { path: "/enter", readers: ["visitor", "link"], query: { language: languages }, fragment: "token" },
  enrolment: { path: "/enrolment", readers: ["school-office"] },
  history: { path: "/history", readers: ["school-office"] },
  calendar: { path: "/calendar", readers: ["school-office"] },
  coverage: { path: "/coverage", readers: ["health-office"] },
  missing: { path: "/missing", readers: ["health-office"] },
  alerts: { path: "/alerts", readers: ["health-office"] },
  alert: { path: "/alerts/:alertId", readers: ["health-office"] },
  series: { path: "/series", readers: ["health-office"] },
  policy: { path: "/policy", readers: ["health-office"] },
  registry: { path: "/registry", readers: ["health-office"] },
  closures: { path: "/closures", readers: ["health-office"] },
  contacts: { path: "/contacts", readers: ["school-office", "health-office"] },
  mails: { path: "/mails", readers: ["health-office"] },
  exports: { path: "/exports", readers: ["health-office"] },
  guide: { path: "/guide", readers: ["everybody"] },
  "guide-schools": { path: "/guide/schools", readers: ["everybody"] },
  "guide-health-office": { path: "/guide/health-office", readers: ["everybody"] },
  accessibility: { path: "/accessibility", readers: ["everybody"] },
  privacy: { path: "/privacy", readers: ["everybody"] },
  legal: { path: "/legal", readers: ["everybody"] },
} as const satisfies Record<string, Page>;

/** The address of the settings that differ between deployments. */
export const configPath = "/config.json";

type Pages = typeof pages;
export type PageName = keyof Pages;

/** The pages of a reader. They do not include those of everybody, which the reader may also see. */
export type PageOf<Who extends Reader> = {
  [Name in PageName]: Who extends Pages[Name]["readers"][number] ? Name : never;
}[PageName];

type None = Record<never, string>;

type PathParameter<Path> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParameter<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type QueryOf<Row> = Row extends { query: infer Query extends Record<string, readonly string[]> }
  ? { [Name in keyof Query]?: Query[Name][number] }
  : None;

type FragmentOf<Row> = Row extends { fragment: infer Name extends string } ? Record<Name, string> : None;

type ParametersOf<Row extends Page> = Record<PathParameter<Row["path"]>, string> & QueryOf<Row> & FragmentOf<Row>;

/** The arguments after a page's name; none when the page has no parameters. */
type Arguments<Name extends PageName> = keyof ParametersOf<Pages[Name]> extends never
  ? []
  : None extends ParametersOf<Pages[Name]>
    ? [parameters?: ParametersOf<Pages[Name]>]
    : [parameters: ParametersOf<Pages[Name]>];

/** The address of a page within its origin. Only here are parameters percent-encoded. */
export function pagePath<Name extends PageName>(name: Name, ...[parameters]: Arguments<Name>): string {
  const { path, query = {}, fragment }: Page = pages[name];
  const given = new Map<string, string>(Object.entries(parameters ?? {}));
  const part = (sign: string, names: readonly string[]) => {
    const present = new URLSearchParams();
    for (const one of names) if (given.has(one)) present.set(one, given.get(one) ?? "");
    return present.size === 0 ? "" : `${sign}${present}`;
  };
  const filled = path.replace(/:(\w+)/g, (_, one: string) => encodeURIComponent(given.get(one) ?? ""));
  return `${filled}${part("?", Object.keys(query))}${part("#", fragment === undefined ? [] : [fragment])}`;
}

/** The whole address, for use from outside: links in mails, and the return from the sign-in. */
export function pageUrl<Name extends PageName>(origin: string, name: Name, ...parameters: Arguments<Name>): string {
  return `${origin}${pagePath(name, ...parameters)}`;
}
