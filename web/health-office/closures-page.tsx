import { useQueryClient } from "@tanstack/react-query";
import { Button } from "design-react-kit";
import { type FormEvent, type ReactNode, useState } from "react";
import { type ClosureScope, closureKinds } from "../../shared/domain/calendar/closure.ts";
import { levels } from "../../shared/domain/codes.ts";
import { spellDate } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useApi, useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FurtherPages } from "../parts/further-pages.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAction } from "../parts/use-action.ts";
import { WithReply } from "../parts/with-reply.tsx";
import { useEntryWords, useLanguage, useOfficeWords } from "../words/language.tsx";

type Closure = ReplyBody<"list-closures">["items"][number];
type ScopeKind = ClosureScope["kind"];
const scopeKinds = ["territory", "municipality", "institute", "site", "region"] as const satisfies readonly ScopeKind[];
const idLengthMax = 60;
/** Also the limit of a territory's name; codes are shorter. */
const codeLengthMax = 60;

/** Closures, strikes and weather days in addition to the regional calendar. */
export function ClosuresPage() {
  const text = useOfficeWords().closures;
  return (
    <Page title={text.title} lead={text.lead}>
      <h2>{text.listTitle}</h2>
      <FurtherPages>{(cursor, more) => <ClosureList cursor={cursor} more={more} />}</FurtherPages>
      <h2>{text.addTitle}</h2>
      <ClosureForm />
    </Page>
  );
}

type ClosureListProps = { cursor: string | undefined; more: (next: string | undefined) => ReactNode };

function ClosureList({ cursor, more }: ClosureListProps) {
  const text = useOfficeWords().closures;
  const closures = useReply("list-closures", { query: cursor === undefined ? {} : { cursor } });
  return (
    <WithReply reply={closures}>
      {({ body }) =>
        body.items.length === 0 ? (
          <Notice kind="info" title={text.empty} />
        ) : (
          <>
            <ClosureTable closures={body.items} />
            {more(body.cursor)}
          </>
        )
      }
    </WithReply>
  );
}

function ClosureTable({ closures }: { closures: readonly Closure[] }) {
  const levelNames = useEntryWords().levels;
  const text = useOfficeWords().closures;
  const { language } = useLanguage();
  const call = useApi();
  const queries = useQueryClient();
  const { state, isRunning, run } = useAction();
  return (
    <>
      {state.kind === "failed" && <FaultNotice fault={state.fault} />}
      <DataTable
        caption={text.listTitle}
        headings={[text.reason, text.kind, text.scope, text.level, text.from, text.to, text.remove]}
      >
        {closures.map((closure) => (
          <tr key={closure.closureId}>
            <th scope="row">{closure.reason}</th>
            <td>{text.kinds[closure.kind]}</td>
            <td>
              {text.scopes[closure.scope.kind]} {codeOf(closure.scope)}
            </td>
            <td>{closure.level === undefined ? text.allLevels : levelNames[closure.level]}</td>
            <td>{spellDate(closure.from, language)}</td>
            <td>{spellDate(closure.to, language)}</td>
            <td>
              <Button
                color="primary"
                outline
                size="xs"
                disabled={isRunning}
                aria-label={text.removeIt(closure.reason)}
                onClick={() =>
                  void run(async () => {
                    await call("delete-closure", { path: { closureId: closure.closureId } });
                    await queries.invalidateQueries({ queryKey: ["list-closures"] });
                  })
                }
              >
                {text.remove}
              </Button>
            </td>
          </tr>
        ))}
      </DataTable>
    </>
  );
}

function ClosureForm() {
  const levelNames = useEntryWords().levels;
  const text = useOfficeWords().closures;
  const call = useApi();
  const queries = useQueryClient();
  const { state, isRunning, run } = useAction();
  const [kind, setKind] = useState<Closure["kind"]>("closure");
  const [scopeKind, setScopeKind] = useState<ScopeKind>("territory");
  const [code, setCode] = useState("");
  const [level, setLevel] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");

  function save(event: FormEvent) {
    event.preventDefault();
    const scope = scopeOf(scopeKind, scopeKind === "territory" ? code.trim() : code.trim().toUpperCase());
    const chosen = levels.find((one) => one === level);
    const last = to === "" ? from : to;
    void run(async () => {
      await call("put-closure", {
        path: { closureId: closureIdOf(kind, from, scopeKind === "region" ? "region" : code, level) },
        body: { kind, scope, from, to: last, reason, ...(chosen === undefined ? {} : { level: chosen }) },
      });
      setReason("");
      await queries.invalidateQueries({ queryKey: ["list-closures"] });
    });
  }

  return (
    <form onSubmit={save}>
      <div className="filters">
        <ChoiceField
          label={text.kind}
          value={kind}
          choices={closureKinds.map((one) => [one, text.kinds[one]])}
          onChange={(chosen) => setKind(closureKinds.find((one) => one === chosen) ?? kind)}
        />
        <ChoiceField
          label={text.scope}
          value={scopeKind}
          choices={scopeKinds.map((one) => [one, text.scopes[one]])}
          onChange={(chosen) => setScopeKind(scopeKinds.find((one) => one === chosen) ?? scopeKind)}
        />
        {scopeKind !== "region" && (
          <TextField label={text.code[scopeKind]} value={code} onChange={setCode} maxLength={codeLengthMax} required />
        )}
        <ChoiceField
          label={text.level}
          value={level}
          choices={[["", text.allLevels], ...levels.map((one) => [one, levelNames[one]] as const)]}
          onChange={setLevel}
        />
        <TextField label={text.from} type="date" value={from} onChange={setFrom} required />
        <TextField label={text.to} type="date" value={to} onChange={setTo} />
        <TextField label={text.reason} value={reason} onChange={setReason} maxLength={500} required />
      </div>
      <p>{text.kindHint}</p>
      {state.kind === "failed" && <FaultNotice fault={state.fault} />}
      {state.kind === "done" && <Notice kind="success" title={text.saved} urgent />}
      <Button color="primary" type="submit" disabled={isRunning}>
        {text.add}
      </Button>
    </form>
  );
}

function codeOf(scope: Closure["scope"]): string {
  switch (scope.kind) {
    case "region":
      return "";
    case "territory":
      return scope.territory;
    case "municipality":
      return scope.municipality;
    case "institute":
      return scope.instituteCode;
    case "site":
      return scope.siteCode;
  }
}

function scopeOf(kind: ScopeKind, code: string): Closure["scope"] {
  switch (kind) {
    case "region":
      return { kind };
    case "territory":
      return { kind, territory: code };
    case "municipality":
      return { kind, municipality: code };
    case "institute":
      return { kind, instituteCode: code };
    case "site":
      return { kind, siteCode: code };
  }
}

/** Registering a closure twice gives one closure. Closures of two levels are two. */
function closureIdOf(kind: string, from: string, scope: string, level: string): string {
  return [kind, from, scope, level]
    .filter((part) => part !== "")
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "")
    .slice(0, idLengthMax);
}
