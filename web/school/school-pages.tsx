import { useState } from "react";
import { Route, Switch } from "wouter";
import { ChoiceField } from "../parts/choice-field.tsx";
import { NotFoundPage } from "../parts/welcome-page.tsx";
import { useWords } from "../words/language.tsx";
import { CalendarPage } from "./calendar-page.tsx";
import { ContactsPage } from "./contacts-page.tsx";
import { DueNowPage } from "./due-now-page.tsx";
import { dueWords } from "./due-words.ts";
import { EnrolmentPage } from "./enrolment-page.tsx";
import { HistoryPage } from "./history-page.tsx";

/** The pages of a school office, of one of its institutes at a time. */
export function SchoolPages({ instituteCodes }: { instituteCodes: readonly string[] }) {
  const text = useWords(dueWords);
  const [first = ""] = instituteCodes;
  const [instituteCode, setInstituteCode] = useState(first);
  return (
    <>
      {instituteCodes.length > 1 && (
        <ChoiceField
          label={text.choose}
          value={instituteCode}
          choices={instituteCodes.map((code) => [code, code])}
          onChange={setInstituteCode}
        />
      )}
      <Switch>
        <Route path="/">
          <DueNowPage key={instituteCode} instituteCode={instituteCode} />
        </Route>
        <Route path="/enrolment">
          <EnrolmentPage instituteCode={instituteCode} />
        </Route>
        <Route path="/history">
          <HistoryPage key={instituteCode} instituteCode={instituteCode} />
        </Route>
        <Route path="/contacts">
          <ContactsPage key={instituteCode} instituteCode={instituteCode} />
        </Route>
        <Route path="/calendar">
          <CalendarPage key={instituteCode} instituteCode={instituteCode} />
        </Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </>
  );
}
