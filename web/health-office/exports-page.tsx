import { Button } from "design-react-kit";
import { type FormEvent, useState } from "react";
import { countShownMin } from "../../shared/domain/count-shown-min.ts";
import { spellCount } from "../../shared/words/spelled-number.ts";
import { useApi } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAction } from "../parts/use-action.ts";
import { useLanguage, useOfficeWords } from "../words/language.tsx";
import { saveFile } from "./save-file.ts";
import { type Territories, WithTerritories } from "./with-territories.tsx";

/** One file may combine at most this many answers. */
const pagesMax = 50;
/** Excel reads a file with this mark as UTF-8. Reading an answer as text removes the mark. */
const byteOrderMark = "\uFEFF";

/** The files that the health office can export. */
export function ExportsPage() {
  const text = useOfficeWords().exports;
  return (
    <Page title={text.title} lead={text.lead(countShownMin)}>
      <WithTerritories>
        {({ territories, date }) => <ExportFields territories={territories} latestMonth={date.slice(0, 7)} />}
      </WithTerritories>
    </Page>
  );
}

function ExportFields({ territories, latestMonth }: { territories: Territories; latestMonth: string }) {
  const text = useOfficeWords().exports;
  const { language } = useLanguage();
  const call = useApi();
  const { state, isRunning, run } = useAction();
  const [territory, setTerritory] = useState(territories[0]);
  const [month, setMonth] = useState(latestMonth);
  const [rows, setRows] = useState(0);

  function download(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      const lines: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < pagesMax && (page === 0 || cursor !== undefined); page++) {
        const query = { territory, month, ...(cursor === undefined ? {} : { cursor }) };
        const answer = await call("export-absence-reports", { query });
        const [headings = "", ...others] = answer.body.split("\r\n").filter((line) => line !== "");
        lines.push(...(page === 0 ? [headings, ...others] : others));
        cursor = answer.nextCursor;
      }
      setRows(lines.length - 1);
      const content = `${byteOrderMark}${lines.join("\r\n")}\r\n`;
      if (lines.length > 1) saveFile(`assenze-${territory}-${month}.csv`, "text/csv", content);
    });
  }

  return (
    <form onSubmit={download}>
      <div className="filters">
        <ChoiceField
          label={text.territory}
          value={territory}
          choices={territories.map((one) => [one, one])}
          onChange={setTerritory}
        />
        <TextField label={text.month} hint={text.monthHint} value={month} onChange={setMonth} maxLength={7} required />
      </div>
      {state.kind === "failed" && <FaultNotice fault={state.fault} />}
      {state.kind === "done" &&
        (rows === 0 ? (
          <Notice kind="info" title={text.empty} urgent />
        ) : (
          <Notice kind="success" title={text.done(spellCount(rows, language))} urgent />
        ))}
      <Button color="primary" type="submit" disabled={isRunning}>
        {text.download}
      </Button>
    </form>
  );
}
