import { Route, Switch } from "wouter";
import { NotFoundPage } from "../parts/welcome-page.tsx";
import { DueNowPage } from "./due-now-page.tsx";

export function SchoolPages({ instituteCodes }: { instituteCodes: readonly string[] }) {
  const [instituteCode = ""] = instituteCodes;
  return (
    <Switch>
      <Route path="/">
        <DueNowPage instituteCode={instituteCode} />
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}
