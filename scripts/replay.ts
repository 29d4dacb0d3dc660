import { Command } from "@commander-js/extra-typings";
import { SingleBar } from "cli-progress";
import { formatInstant } from "../shared/domain/calendar/local-date.ts";
import { optionalCountNames } from "../shared/domain/survey/optional-counts.ts";
import { type ApiClient, openApiClient, UnexpectedAnswer } from "./replay/api-client.ts";
import { type Absences, readAbsences, readEnrolments } from "./replay/replay-input.ts";
import { replayResult, replaySummary } from "./replay/replay-result.ts";
import { runReplay, stepsOf } from "./replay/run-replay.ts";
import { tally } from "./replay/tally.ts";
import { InputError } from "./report/input-error.ts";

const command = new Command()
  .name("npm run replay --")
  .description("Drives a running local cloud through a season of real reports, by its API and its clock.")
  .requiredOption("--registry <csv>", "the Ministry's registry of schools")
  .requiredOption("--sentinels <csv>", "site_code, sentinel_from[, sentinel_until]")
  .requiredOption(
    "--absences <csv>",
    `site_code, survey_date, pupils, absent, entered_at[, classes, ${optionalCountNames.join(", ")}]`,
  )
  .option("--enrolments <csv>", "site_code, pupils[, classes], from the beginning of the school year")
  .option("--url <url>", "the local cloud", "http://localhost:8080")
  .option("--json", "print one JSON object instead of the table", false)
  .showHelpAfterError()
  .allowExcessArguments(false)
  .parse();

const options = command.opts();

/** A fixed time later than the first entry comes from an earlier replay, finished or interrupted, and is accepted. */
async function checkTime(api: ApiClient, { entries }: Absences): Promise<void> {
  const { now, stands } = await api.clock();
  const first = entries[0]?.enteredAt;
  if (stands || first === undefined || now <= first) return;
  throw new UnexpectedAnswer(
    `The local cloud follows this machine's time, and the first report was entered at ${formatInstant(first)}: start it with npm start -- --fresh --empty --now and an instant before that.`,
  );
}

try {
  const startedAt = performance.now();
  const absences = await readAbsences(options.absences);
  const enrolments = options.enrolments === undefined ? [] : await readEnrolments(options.enrolments);
  const api = openApiClient(options.url);
  await checkTime(api, absences);

  const input = { files: { registry: options.registry, sentinels: options.sentinels }, enrolments, absences };
  const bar = new SingleBar({
    format: "{bar} {percentage} % · {stage} · {value}/{total}",
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(stepsOf(input), 0, { stage: "registry" });
  const driven = await runReplay(input, api, (stage) => bar.increment({ stage })).finally(() => bar.stop());

  const counts = await tally(absences.surveyDates, api);
  const wallSeconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(replayResult(counts, driven, wallSeconds))}\n`
      : replaySummary(counts, driven, absences.rows, wallSeconds),
  );
  if (driven.jobFailures.length > 0) {
    process.stderr.write(`${driven.jobFailures.length} job runs failed, first ${driven.jobFailures[0]}\n`);
    process.exitCode = 1;
  }
} catch (fault) {
  if (!(fault instanceof InputError || fault instanceof UnexpectedAnswer)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = 1;
}
