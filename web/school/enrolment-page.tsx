import { useQueryClient } from "@tanstack/react-query";
import { Button } from "design-react-kit";
import { type FormEvent, useState } from "react";
import { schoolYearBounds, schoolYearOf } from "../../shared/domain/calendar/school-year.ts";
import { spellCount } from "../../shared/words/spelled-number.ts";
import { spellDate, spellInstant } from "../../shared/words/spelled-time.ts";
import { ApiProblem } from "../api/api-problem.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useApi, useReply } from "../api/use-reply.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAction } from "../parts/use-action.ts";
import { WithReply } from "../parts/with-reply.tsx";
import { useEntryWords, useLanguage, useSchoolWords } from "../words/language.tsx";
import { siteProblem } from "./site-problem.ts";

type Institute = ReplyBody<"get-institute">;
type SiteOfInstitute = Institute["sites"][number];

/** Pupils and classes of each site, from a date on. */
export function EnrolmentPage({ instituteCode }: { instituteCode: string }) {
  const text = useSchoolWords().enrolment;
  const institute = useReply("get-institute", { path: { instituteCode } });
  return (
    <Page title={text.title} lead={text.lead}>
      <WithReply reply={institute}>
        {({ body }) =>
          body.sites.length === 0 ? (
            <Notice kind="info" title={text.empty} />
          ) : (
            <div className="site-entries">
              {body.sites.map((site) => (
                <SiteEnrolment
                  key={site.siteCode}
                  site={site}
                  today={body.due.at(-1)?.date ?? body.nextSurveyDay?.date}
                />
              ))}
            </div>
          )
        }
      </WithReply>
    </Page>
  );
}

/** @param today a date near today by the service's calendar; undefined when the calendar has none */
function SiteEnrolment({ site, today }: { site: SiteOfInstitute; today: string | undefined }) {
  const levelNames = useEntryWords().levels;
  const text = useSchoolWords().enrolment;
  const { language } = useLanguage();
  const { enrolment } = site;
  return (
    <section className="site-entry" aria-label={site.name}>
      <div className="site-name">
        <h2>{site.name}</h2>
        <p>
          {site.siteCode} · {levelNames[site.level]}
        </p>
      </div>
      <p>
        {enrolment === undefined
          ? text.none
          : text.inForce(
              spellCount(enrolment.pupils, language),
              spellCount(enrolment.classes, language),
              spellDate(enrolment.validFrom, language),
            )}
      </p>
      <Disclosure summary={enrolment === undefined ? text.register : text.change} startsOpen={enrolment === undefined}>
        <EnrolmentForm site={site} today={today} />
      </Disclosure>
      {enrolment !== undefined && (
        <Disclosure summary={text.history} isLazy>
          <History siteCode={site.siteCode} />
        </Disclosure>
      )}
    </section>
  );
}

function EnrolmentForm({ site, today = "" }: { site: SiteOfInstitute; today: string | undefined }) {
  const text = useSchoolWords().enrolment;
  const call = useApi();
  const queries = useQueryClient();
  const { state, isRunning, run } = useAction();
  const isFirst = site.enrolment === undefined && today !== "";
  const [pupils, setPupils] = useState(String(site.enrolment?.pupils ?? ""));
  const [classes, setClasses] = useState(String(site.enrolment?.classes ?? ""));
  const [validFrom, setValidFrom] = useState(isFirst ? schoolYearBounds(schoolYearOf(today)).from : today);
  const areNumbers = /^\d{1,5}$/.test(pupils.trim()) && /^\d{1,4}$/.test(classes.trim());
  const isComplete = areNumbers && validFrom !== "";

  function save(confirm?: true) {
    void run(async () => {
      await call("put-enrolment", {
        path: { siteCode: site.siteCode, validFrom },
        body: { pupils: Number(pupils), classes: Number(classes), ...(confirm === undefined ? {} : { confirm }) },
      });
      await queries.invalidateQueries({ queryKey: ["get-institute"] });
      await queries.invalidateQueries({ queryKey: ["list-enrolments"] });
    });
  }

  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (isComplete) save();
      }}
    >
      <TextField label={text.pupils} value={pupils} onChange={setPupils} inputMode="numeric" maxLength={5} />
      <TextField label={text.classes} value={classes} onChange={setClasses} inputMode="numeric" maxLength={4} />
      <TextField label={text.validFrom} type="date" value={validFrom} onChange={setValidFrom} />
      {!isComplete && (pupils !== "" || classes !== "") && (
        <p className="site-fault">{areNumbers ? text.date : text.numbers}</p>
      )}
      {state.kind === "done" && <Notice kind="success" title={text.saved} urgent />}
      {state.kind === "failed" && <EnrolmentFault fault={state.fault} onConfirm={() => save(true)} />}
      <Button color="primary" type="submit" disabled={isRunning || !isComplete}>
        {text.save}
      </Button>
    </form>
  );
}

function EnrolmentFault({ fault, onConfirm }: { fault: unknown; onConfirm: () => void }) {
  const text = useEntryWords().due;
  const problem = fault instanceof ApiProblem ? siteProblem(fault.problem) : undefined;
  if (problem?.kind !== "warnings") return <FaultNotice fault={fault} />;
  return (
    <Notice kind="warning" title={text.check} urgent>
      {problem.warnings.map((warning) => (
        <p key={warning}>{text.warnings[warning]}</p>
      ))}
      <Button color="primary" size="sm" onClick={onConfirm}>
        {text.confirm}
      </Button>
    </Notice>
  );
}

function History({ siteCode }: { siteCode: string }) {
  const text = useSchoolWords().enrolment;
  const { language } = useLanguage();
  const history = useReply("list-enrolments", { path: { siteCode } });
  return (
    <WithReply reply={history}>
      {({ body }) => (
        <DataTable caption={text.history} headings={[text.validFrom, text.pupils, text.classes, text.entered]}>
          {body.items.map((step) => (
            <tr key={step.validFrom}>
              <th scope="row">{spellDate(step.validFrom, language)}</th>
              <td>{spellCount(step.pupils, language)}</td>
              <td>{spellCount(step.classes, language)}</td>
              <td>{spellInstant(new Date(step.enteredAt), language)}</td>
            </tr>
          ))}
        </DataTable>
      )}
    </WithReply>
  );
}
