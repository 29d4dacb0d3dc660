import { useState } from "react";
import { ChoiceField } from "../parts/choice-field.tsx";
import { PageRoutes } from "../parts/page-routes.tsx";
import { NotFoundPage } from "../parts/welcome-page.tsx";
import { useEntryWords } from "../words/language.tsx";
import { CalendarPage } from "./calendar-page.tsx";
import { ContactsPage } from "./contacts-page.tsx";
import { DueNowPage } from "./due-now-page.tsx";
import { EnrolmentPage } from "./enrolment-page.tsx";
import { HistoryPage } from "./history-page.tsx";

/** The pages of a school office. It works on one of its institutes at a time. */
export function SchoolPages({ instituteCodes }: { instituteCodes: readonly string[] }) {
  const text = useEntryWords().due;
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
      <PageRoutes<"school-office">
        contents={{
          home: <DueNowPage key={instituteCode} instituteCode={instituteCode} />,
          enrolment: <EnrolmentPage instituteCode={instituteCode} />,
          history: <HistoryPage key={instituteCode} instituteCode={instituteCode} />,
          contacts: <ContactsPage key={instituteCode} instituteCode={instituteCode} />,
          calendar: <CalendarPage key={instituteCode} instituteCode={instituteCode} />,
        }}
        otherwise={<NotFoundPage />}
      />
    </>
  );
}
