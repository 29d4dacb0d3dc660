import { Redirect } from "wouter";
import { pagePath } from "../../shared/page-paths.ts";
import { PageRoutes } from "../parts/page-routes.tsx";
import { NotFoundPage } from "../parts/welcome-page.tsx";
import { AlertPage } from "./alert-page.tsx";
import { AlertsPage } from "./alerts-page.tsx";
import { ClosuresPage } from "./closures-page.tsx";
import { CoveragePage } from "./coverage-page.tsx";
import { ExportsPage } from "./exports-page.tsx";
import { MailsPage } from "./mails-page.tsx";
import { OfficeContactsPage } from "./office-contacts-page.tsx";
import { PolicyPage } from "./policy-page.tsx";
import { RegistryPage } from "./registry-page.tsx";
import { SeriesPage } from "./series-page.tsx";
import { SiteDaysPage } from "./site-days-page.tsx";

/** The pages of the health office. */
export function HealthOfficePages() {
  return (
    <PageRoutes<"health-office">
      contents={{
        home: <Redirect to={pagePath("coverage")} replace />,
        coverage: <CoveragePage />,
        missing: <SiteDaysPage />,
        alerts: <AlertsPage />,
        alert: <AlertPage />,
        series: <SeriesPage />,
        policy: <PolicyPage />,
        registry: <RegistryPage />,
        closures: <ClosuresPage />,
        contacts: <OfficeContactsPage />,
        mails: <MailsPage />,
        exports: <ExportsPage />,
      }}
      otherwise={<NotFoundPage />}
    />
  );
}
