import { Redirect, Route, Switch } from "wouter";
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
    <Switch>
      <Route path="/">
        <Redirect to="/coverage" replace />
      </Route>
      <Route path="/coverage">
        <CoveragePage />
      </Route>
      <Route path="/missing">
        <SiteDaysPage />
      </Route>
      <Route path="/alerts">
        <AlertsPage />
      </Route>
      <Route path="/alerts/:alertId">{({ alertId }) => <AlertPage alertId={alertId} />}</Route>
      <Route path="/series">
        <SeriesPage />
      </Route>
      <Route path="/policy">
        <PolicyPage />
      </Route>
      <Route path="/registry">
        <RegistryPage />
      </Route>
      <Route path="/closures">
        <ClosuresPage />
      </Route>
      <Route path="/contacts">
        <OfficeContactsPage />
      </Route>
      <Route path="/mails">
        <MailsPage />
      </Route>
      <Route path="/exports">
        <ExportsPage />
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}
