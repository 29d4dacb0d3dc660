import { Button, Skiplink, SkiplinkItem } from "design-react-kit";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import type { Session } from "../session/session.ts";
import { useSession } from "../session/session-context.ts";
import { useLanguage, useWords } from "../words/language.tsx";
import { shellWords } from "./shell-words.ts";

type PageLink = { path: string; word: keyof (typeof shellWords)["it"] };

const schoolPages = [
  { path: "/", word: "due" },
  { path: "/enrolment", word: "enrolment" },
  { path: "/history", word: "history" },
  { path: "/contacts", word: "contacts" },
  { path: "/calendar", word: "calendar" },
] as const satisfies readonly PageLink[];

const healthOfficePages = [
  { path: "/coverage", word: "coverage" },
  { path: "/missing", word: "missing" },
  { path: "/alerts", word: "alerts" },
  { path: "/series", word: "series" },
  { path: "/policy", word: "policy" },
  { path: "/registry", word: "registry" },
  { path: "/closures", word: "closures" },
  { path: "/contacts", word: "contacts" },
  { path: "/mails", word: "mails" },
  { path: "/exports", word: "exports" },
] as const satisfies readonly PageLink[];

const everybodysPages = [
  { path: "/guide", word: "guide" },
  { path: "/accessibility", word: "accessibility" },
  { path: "/privacy", word: "privacy" },
  { path: "/legal", word: "legal" },
] as const satisfies readonly PageLink[];

function pagesOf(session: Session | undefined): readonly PageLink[] {
  switch (session?.kind) {
    case "school-office":
      return schoolPages;
    case "health-office":
      return healthOfficePages;
    default:
      return [];
  }
}

/** What surrounds every page: header, menu, footer. */
export function Shell({ children }: { children: ReactNode }) {
  const text = useWords(shellWords);
  const { language, setLanguage } = useLanguage();
  const { session, signIn, signOut } = useSession();
  const [location] = useLocation();
  const menu = pagesOf(session);
  const hasAccount = session !== undefined && session.kind !== "link";
  return (
    <>
      <Skiplink>
        <SkiplinkItem href="#content">{text.skip}</SkiplinkItem>
      </Skiplink>
      <header className="shell-header">
        <div className="container shell-brand">
          <Link href="/" className="shell-name">
            <img src="/favicon.svg" alt="" width="40" height="40" />
            <span>
              <span className="shell-title">Sentinella</span>
              <span className="shell-tagline">{text.tagline}</span>
            </span>
          </Link>
          <div className="shell-tools">
            {hasAccount && <span className="shell-account">{session.account}</span>}
            <Button
              size="xs"
              lang={language === "it" ? "en" : "it"}
              onClick={() => setLanguage(language === "it" ? "en" : "it")}
            >
              {text.language}
            </Button>
            <Button size="xs" onClick={hasAccount ? signOut : signIn}>
              {hasAccount ? text.signOut : text.signIn}
            </Button>
          </div>
        </div>
        {menu.length > 0 && (
          <nav className="container shell-menu" aria-label={text.nav}>
            <ul>
              {menu.map(({ path, word }) => (
                <li key={path}>
                  <Link href={path} aria-current={isHere(path, location) ? "page" : undefined}>
                    {text[word]}
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
            {everybodysPages.map(({ path, word }) => (
              <li key={path}>
                <Link href={path}>{text[word]}</Link>
              </li>
            ))}
          </ul>
        </nav>
      </footer>
    </>
  );
}

function isHere(path: string, location: string): boolean {
  return path === "/" ? location === "/" : location === path || location.startsWith(`${path}/`);
}
