import { Button } from "design-react-kit";
import { useId, useState } from "react";
import type { OfficeWords } from "../../shared/words/office-words.ts";
import { useApi } from "../api/use-reply.ts";
import { DataTable } from "../parts/data-table.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { useAction } from "../parts/use-action.ts";
import { useOfficeWords } from "../words/language.tsx";
import { readTextFile } from "./read-text-file.ts";

type Fate = { line: number; siteCode?: string; outcome: keyof OfficeWords["registry"]["outcomes"]; reason?: string };
type Result = { accepted: number; rejected: number; items: readonly Fate[] };

/** Nobody reads more rows. */
const rowsShownMax = 200;

/** The registry of schools and the list of sentinel sites, from files. */
export function RegistryPage() {
  const text = useOfficeWords().registry;
  const call = useApi();
  const query = (isTrial: boolean) => ({ "dry-run": isTrial ? ("true" as const) : ("false" as const) });
  return (
    <Page title={text.title} lead={text.lead}>
      <CsvImport
        title={text.registry}
        hint={text.registryHint}
        send={async (csv, isTrial) => (await call("import-registry", { query: query(isTrial), body: csv })).body}
      />
      <CsvImport
        title={text.sentinels}
        hint={text.sentinelsHint}
        send={async (csv, isTrial) => (await call("put-sentinel-sites", { query: query(isTrial), body: csv })).body}
      />
    </Page>
  );
}

type CsvImportProps = {
  title: string;
  hint: string;
  send: (csv: string, isTrial: boolean) => Promise<Result>;
};

function CsvImport({ title, hint, send }: CsvImportProps) {
  const text = useOfficeWords().registry;
  const id = useId();
  const { state, isRunning, run, reset } = useAction();
  const [csv, setCsv] = useState<string>();
  const [result, setResult] = useState<Result & { isTrial: boolean }>();

  function act(isTrial: boolean) {
    if (csv === undefined) return;
    void run(async () => setResult({ ...(await send(csv, isTrial)), isTrial }));
  }

  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p>{hint}</p>
      <div className="field">
        <label htmlFor={id}>{text.file}</label>
        <input
          id={id}
          className="file"
          type="file"
          accept=".csv,text/csv"
          onChange={({ target }) => {
            reset();
            setResult(undefined);
            setCsv(undefined);
            const [file] = target.files ?? [];
            if (file !== undefined) void readTextFile(file).then(setCsv);
          }}
        />
      </div>
      {state.kind === "failed" && <FaultNotice fault={state.fault} />}
      <div role="status">
        {result !== undefined && (
          <Notice
            kind={result.rejected > 0 ? "warning" : "success"}
            title={(result.isTrial ? text.tried : text.saved)(result.accepted, result.rejected)}
          />
        )}
      </div>
      {result !== undefined && <Fates items={result.items} />}
      <div className="choices">
        <Button color="primary" outline disabled={isRunning || csv === undefined} onClick={() => act(true)}>
          {text.try}
        </Button>
        <Button
          color="primary"
          disabled={isRunning || result === undefined || !result.isTrial}
          onClick={() => act(false)}
        >
          {text.save}
        </Button>
      </div>
    </section>
  );
}

function Fates({ items }: { items: readonly Fate[] }) {
  const text = useOfficeWords().registry;
  const rejectedFirst = items.toSorted(
    (one, other) => Number(other.outcome === "rejected") - Number(one.outcome === "rejected") || one.line - other.line,
  );
  const shown = rejectedFirst.slice(0, rowsShownMax);
  return (
    <>
      {shown.length < items.length && <p>{text.shown(shown.length, items.length)}</p>}
      <DataTable caption={text.fate} headings={[text.line, text.code, text.outcome, text.reason]}>
        {shown.map((fate) => (
          <tr key={fate.line}>
            <th scope="row">{fate.line}</th>
            <td>{fate.siteCode}</td>
            <td>{text.outcomes[fate.outcome]}</td>
            <td>{fate.reason}</td>
          </tr>
        ))}
      </DataTable>
    </>
  );
}
