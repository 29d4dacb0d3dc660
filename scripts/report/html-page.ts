import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A line per series over the same x values; `null` leaves a gap. */
export type Chart = {
  title: string;
  /** Labels of the x axis: dates or names, one per value. */
  x: readonly string[];
  series: readonly { name: string; values: readonly (number | null)[] }[];
  yLabel: string;
};

export type PageTable = { head: readonly string[]; rows: readonly (readonly (string | number)[])[] };

/** A heading, sentences, and optionally a table or a chart; a chart opens to its table. */
export type Section = { heading: string; text?: readonly string[]; table?: PageTable; chart?: Chart };

/** Readable on white, also for colour-blind readers (Okabe and Ito). */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a6d3b", "#7f7f7f"];

/** A self-contained page: it fetches nothing, because the file contains the charting library (uPlot). */
export async function htmlPage(title: string, lead: readonly string[], sections: readonly Section[]): Promise<string> {
  const library = await installed("uplot/dist/uPlot.iife.min.js");
  const libraryStyle = await installed("uplot/dist/uPlot.min.css");
  const charts = sections.flatMap((section) => (section.chart === undefined ? [] : [section.chart]));
  let chartNumber = 0;
  const body = sections
    .map(({ heading, text, table, chart }) => {
      const figure =
        chart === undefined
          ? ""
          : `<figure id="chart-${chartNumber++}" role="img" aria-label="${escaped(chart.title)}"></figure>`;
      const paragraphs = (text ?? []).map((sentence) => `<p>${escaped(sentence)}</p>`).join("\n");
      return `<section><h2>${escaped(heading)}</h2>\n${paragraphs}\n${figure}\n${tableHtml(table, chart)}</section>`;
    })
    .join("\n");
  return `<!doctype html>
<html lang="it">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
${libraryStyle}
body { font: 16px/1.5 "Titillium Web", system-ui, sans-serif; color: #17324d; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.8rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
figure { margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid #d9dadb; text-align: left; vertical-align: top; }
td { white-space: nowrap; }
td.number { text-align: right; }
thead th { border-bottom: 2px solid #17324d; }
.scroll { overflow-x: auto; }
summary { cursor: pointer; color: #0066cc; }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${lead.map((sentence) => `<p>${escaped(sentence)}</p>`).join("\n")}
${body}
<script>${library}</script>
<script>
const charts = ${JSON.stringify(charts).replaceAll("<", "\\u003c")};
const colours = ${JSON.stringify(colours)};
charts.forEach((chart, number) => {
  const figure = document.getElementById("chart-" + number);
  const indexes = chart.x.map((_, i) => i);
  const options = {
    title: chart.title,
    width: figure.clientWidth,
    height: 320,
    padding: [null, 40, null, null],
    scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.05)] } },
    axes: [
      { values: (_, ticks) => ticks.map((tick) => chart.x[tick] ?? ""), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500], space: 90 },
      { label: chart.yLabel },
    ],
    series: [
      { value: (_, index) => chart.x[index] ?? "" },
      ...chart.series.map(({ name }, i) => ({ label: name, stroke: colours[i % colours.length], width: 2, points: { show: chart.x.length < 60 } })),
    ],
  };
  const plot = new uPlot(options, [indexes, ...chart.series.map(({ values }) => values)], figure);
  addEventListener("resize", () => plot.setSize({ width: figure.clientWidth, height: 320 }));
});
</script>
</body>
</html>
`;
}

/** The section's own table, or the chart's numbers for readers who cannot see it. */
function tableHtml(table: PageTable | undefined, chart: Chart | undefined): string {
  const own = table === undefined ? "" : rowsHtml(table);
  if (chart === undefined) return own;
  const numbers: PageTable = {
    head: ["", ...chart.series.map(({ name }) => name)],
    rows: chart.x.map((label, i) => [label, ...chart.series.map(({ values }) => values[i] ?? "–")]),
  };
  return `${own}<details><summary>I numeri del grafico · The chart's numbers</summary>${rowsHtml(numbers)}</details>`;
}

function rowsHtml({ head, rows }: PageTable): string {
  const headings = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("\n");
  return `<div class="scroll"><table><thead><tr>${headings}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

/** Numbers, and texts that begin with one, are aligned right. */
function cellHtml(cell: string | number): string {
  const text = String(cell);
  return `<td${/^[\d–-]/.test(text) && !/^\d{4}-/.test(text) ? ' class="number"' : ""}>${escaped(text)}</td>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** The text of a file of an installed package. */
function installed(path: string): Promise<string> {
  return readFile(fileURLToPath(import.meta.resolve(path)), "utf8");
}
