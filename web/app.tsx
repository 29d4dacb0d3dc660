import { Suspense } from "react";
import { useLocation } from "wouter";
import { FaultBoundary } from "./parts/fault-boundary.tsx";
import { lazyPart } from "./parts/lazy-part.ts";
import { Loading } from "./parts/loading.tsx";
import { PageRoutes } from "./parts/page-routes.tsx";
import { Shell } from "./parts/shell.tsx";
import { NoRolePage, NotFoundPage, WelcomePage } from "./parts/welcome-page.tsx";
import { DueNowPage, NoLinkPage } from "./school/due-now-page.tsx";
import { useSession } from "./session/session-context.ts";
import { documentWords, officeWords, schoolWords } from "./words/language.tsx";

// A school that only enters its numbers loads none of these parts.
const SchoolPages = lazyPart(async () => (await import("./school/school-pages.tsx")).SchoolPages, schoolWords);
const HealthOfficePages = lazyPart(
  async () => (await import("./health-office/health-office-pages.tsx")).HealthOfficePages,
  officeWords,
);
const GuidePage = lazyPart(async () => (await import("./documents/guide-page.tsx")).GuidePage, documentWords);
const DocumentPages = lazyPart(
  async () => (await import("./documents/document-pages.tsx")).DocumentPages,
  documentWords,
);

/** Every page, by the role of the reader. */
export function App() {
  const [location] = useLocation();
  return (
    <Shell>
      <FaultBoundary place={location}>
        <Suspense fallback={<Loading />}>
          <PageRoutes<"everybody">
            contents={{
              guide: <DocumentPages document="guide" />,
              "guide-schools": <GuidePage guide="school" />,
              "guide-health-office": <GuidePage guide="health-office" />,
              accessibility: <DocumentPages document="accessibility" />,
              privacy: <DocumentPages document="privacy" />,
              legal: <DocumentPages document="legal" />,
            }}
            otherwise={<PagesOfSession />}
          />
        </Suspense>
      </FaultBoundary>
    </Shell>
  );
}

function PagesOfSession() {
  const { session } = useSession();
  switch (session?.kind) {
    case undefined:
      return (
        <PageRoutes<"visitor">
          contents={{ home: <WelcomePage />, enter: <NoLinkPage /> }}
          otherwise={<WelcomePage />}
        />
      );
    case "link":
      return (
        <PageRoutes<"link">
          contents={{ home: <WelcomePage />, enter: <DueNowPage instituteCode={session.instituteCode} /> }}
          otherwise={<NotFoundPage />}
        />
      );
    case "school-office":
      return <SchoolPages instituteCodes={session.instituteCodes} />;
    case "health-office":
      return <HealthOfficePages />;
    case "no-role":
      return <NoRolePage />;
  }
}
