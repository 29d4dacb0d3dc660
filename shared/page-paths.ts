import { languages } from "./domain/language.ts";
import type { Role } from "./domain/principal.ts";

/** Who reads a page: somebody of that role, a visitor of whom nothing is known yet, or everybody alike. */
export type Reader = Exclude<Role, "supplier"> | "visitor" | "everybody";

type Page = {
  /** A pattern of the router: `:name` is a parameter. */
  path: `/${string}`;
  readers: readonly Reader[];
  /** What may follow `?`, with the values that it takes. */
  query?: Readonly<Record<string, readonly string[]>>;
  /** The parameter that follows `#`. No server sees it, so it may be a secret. */
  fragment?: string;
};

/** Every page. The router of the pages, their menus and all links, also those of mails, are made from these rows. */
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

/** Where the pages read what differs from one deployment to the next. */
export const configPath = "/config.json";

type Pages = typeof pages;
export type PageName = keyof Pages;

/** The pages of a reader. Those of everybody are the reader's too, and are not repeated here. */
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

/** The arguments after a page's name: none where it has no parameters. */
type Arguments<Name extends PageName> = keyof ParametersOf<Pages[Name]> extends never
  ? []
  : None extends ParametersOf<Pages[Name]>
    ? [parameters?: ParametersOf<Pages[Name]>]
    : [parameters: ParametersOf<Pages[Name]>];

/** The address of a page within its origin. The one place where parameters are percent-encoded. */
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

/** The whole address, for those who come from outside: links of mails, and the way back from the sign-in. */
export function pageUrl<Name extends PageName>(origin: string, name: Name, ...parameters: Arguments<Name>): string {
  return `${origin}${pagePath(name, ...parameters)}`;
}
