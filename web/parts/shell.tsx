import { Button, Skiplink, SkiplinkItem } from "design-react-kit";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { languageFacts, languages } from "../../shared/domain/language.ts";
import { type PageName, type PageOf, pagePath, pages } from "../../shared/page-paths.ts";
import type { EntryWords } from "../../shared/words/entry-words.ts";
import type { Session } from "../session/session.ts";
import { useSession } from "../session/session-context.ts";
import { useEntryWords, useLanguage } from "../words/language.tsx";

type MenuPage = PageName & keyof EntryWords["shell"];

const schoolMenu = ["home", "enrolment", "history", "contacts", "calendar"] as const satisfies readonly (MenuPage &
  PageOf<"school-office">)[];

const healthOfficeMenu = [
  "coverage",
  "missing",
  "alerts",
  "series",
  "policy",
  "registry",
  "closures",
  "contacts",
  "mails",
  "exports",
] as const satisfies readonly (MenuPage & PageOf<"health-office">)[];

const everybodysMenu = ["guide", "accessibility", "privacy", "legal"] as const satisfies readonly (MenuPage &
  PageOf<"everybody">)[];

function menuOf(session: Session | undefined): readonly MenuPage[] {
  switch (session?.kind) {
    case "school-office":
      return schoolMenu;
    case "health-office":
      return healthOfficeMenu;
    default:
      return [];
  }
}

/** The frame of every page: header, menu, footer. */
export function Shell({ children }: { children: ReactNode }) {
  const text = useEntryWords().shell;
  const { language, setLanguage } = useLanguage();
  const { session, signIn, signOut } = useSession();
  const [location] = useLocation();
  const menu = menuOf(session);
  const hasAccount = session !== undefined && session.kind !== "link";
  return (
    <>
      <Skiplink>
        <SkiplinkItem href="#content">{text.skip}</SkiplinkItem>
      </Skiplink>
      <header className="shell-header">
        <div className="container shell-brand">
          <Link href={pagePath("home")} className="shell-name">
            <img src="/favicon.svg" alt="" width="40" height="40" />
            <span>
              <span className="shell-title">Sentinella</span>
              <span className="shell-tagline">{text.tagline}</span>
            </span>
          </Link>
          <div className="shell-tools">
            {hasAccount && <span className="shell-account">{session.account}</span>}
            {languages
              .filter((other) => other !== language)
              .map((other) => (
                <Button key={other} size="xs" lang={other} onClick={() => setLanguage(other)}>
                  {languageFacts[other].name}
                </Button>
              ))}
            <Button size="xs" onClick={hasAccount ? signOut : signIn}>
              {hasAccount ? text.signOut : text.signIn}
            </Button>
          </div>
        </div>
        {menu.length > 0 && (
          <nav className="container shell-menu" aria-label={text.nav}>
            <ul>
              {menu.map((name) => (
                <li key={name}>
                  <Link href={pages[name].path} aria-current={isHere(pages[name].path, location) ? "page" : undefined}>
                    {text[name]}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </header>
      <main id="content" className="container" tabIndex={-1}>
        {children}
      </main>
      <footer className="shell-footer">
        <nav className="container" aria-label={text.footer}>
          <ul>
            {everybodysMenu.map((name) => (
              <li key={name}>
                <Link href={pages[name].path}>{text[name]}</Link>
              </li>
            ))}
          </ul>
        </nav>
      </footer>
    </>
  );
}

function isHere(path: string, location: string): boolean {
  return path === pages.home.path ? location === path : location === path || location.startsWith(`${path}/`);
}
