import { Suspense } from "react";
import { Route, Switch, useLocation } from "wouter";
import { documentNames } from "./documents/document-names.ts";
import { FaultBoundary } from "./parts/fault-boundary.tsx";
import { lazyPart } from "./parts/lazy-part.ts";
import { Loading } from "./parts/loading.tsx";
import { Shell } from "./parts/shell.tsx";
import { NoRolePage, NotFoundPage, WelcomePage } from "./parts/welcome-page.tsx";
import { DueNowPage, NoLinkPage } from "./school/due-now-page.tsx";
import { linkPath } from "./session/link-token.ts";
import { useSession } from "./session/session-context.ts";

// A school that only enters its numbers loads none of these.
const SchoolPages = lazyPart(async () => (await import("./school/school-pages.tsx")).SchoolPages);
const HealthOfficePages = lazyPart(
  async () => (await import("./health-office/health-office-pages.tsx")).HealthOfficePages,
);
const GuidePage = lazyPart(async () => (await import("./documents/guide-page.tsx")).GuidePage);
const DocumentPages = lazyPart(async () => (await import("./documents/document-pages.tsx")).DocumentPages);

/** Every page, by who is here. */
export function App() {
  const [location] = useLocation();
  return (
    <Shell>
      <FaultBoundary place={location}>
        <Suspense fallback={<Loading />}>
          <Switch>
            {documentNames.map((document) => (
              <Route key={document} path={`/${document}`}>
                <DocumentPages document={document} />
              </Route>
            ))}
            <Route path="/guide/schools">
              <GuidePage guide="school" />
            </Route>
            <Route path="/guide/health-office">
              <GuidePage guide="health-office" />
            </Route>
            <Route>
              <PagesOfSession />
            </Route>
          </Switch>
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
        <Switch>
          <Route path={linkPath}>
            <NoLinkPage />
          </Route>
          <Route>
            <WelcomePage />
          </Route>
        </Switch>
      );
    case "link":
      return (
        <Switch>
          <Route path={linkPath}>
            <DueNowPage instituteCode={session.instituteCode} />
          </Route>
          <Route path="/">
            <WelcomePage />
          </Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      );
    case "school-office":
      return <SchoolPages instituteCodes={session.instituteCodes} />;
    case "health-office":
      return <HealthOfficePages />;
    case "no-role":
      return <NoRolePage />;
  }
}
