import type { AbsenceReport } from "../../shared/domain/survey/absence-report.ts";

/** One call of a client. All writes have different contents, so a content identifies its write. */
export type Operation = {
  client: number;
  key: string;
  /** Places in the one order in which calls and answers were seen. */
  calledAt: number;
  answeredAt: number;
} & (
  | { kind: "read"; saw: SeenReport | undefined }
  /** `over` is the version it meant to replace, 0 for none. */
  | { kind: "write"; content: number; over: number; answer: WriteAnswer }
);

export type WriteAnswer =
  | { kind: "written"; version: number }
  | { kind: "refused"; saw: SeenReport | undefined }
  /** The answer was lost, so nobody knows whether it was written. */
  | { kind: "unknown" };

/** A report as it was shown: its version, its content, and the contents before it. */
export type SeenReport = { version: number; content: number; earlier: readonly number[] };

export function seenReport(report: AbsenceReport | undefined): SeenReport | undefined {
  if (report === undefined) return undefined;
  const contentOf = ({ content }: AbsenceReport["revisions"][number]) => ("absent" in content ? content.absent : -1);
  return { version: report.version, content: contentOf(report), earlier: report.revisions.map(contentOf) };
}

type Write = Extract<Operation, { kind: "write" }>;

/**
 * The facts in the history that no single order of the operations explains, key by key; empty when there is such an
 * order. Each version is the work of one write, so only the order of the versions is possible. The operations fit into
 * it under these rules:
 * - every version has one writer and one content, and each shows all contents before it;
 * - a write replaces the version that it named;
 * - nobody sees or makes a version older than one that was seen or made before the call. (Herlihy and Wing's
 *   linearizability, for an object that numbers its states.)
 */
export function violationsIn(history: readonly Operation[]): string[] {
  return [...Map.groupBy(history, ({ key }) => key)].flatMap(([key, operations]) =>
    violationsOfKey(operations).map((violation) => `${key}: ${violation}`),
  );
}

function violationsOfKey(operations: readonly Operation[]): string[] {
  const writes = operations.filter((operation) => operation.kind === "write");
  return [
    ...writersViolations(writes),
    ...operations.flatMap((operation) => shownViolations(operation, writes)),
    ...contentViolations(operations),
    ...orderViolations(operations),
    ...lostWrites(operations, writes),
  ];
}

/** The state that an operation was shown, or made. */
function versionIn(operation: Operation): number | undefined {
  if (operation.kind === "read") return operation.saw?.version ?? 0;
  switch (operation.answer.kind) {
    case "written":
      return operation.answer.version;
    case "refused":
      return operation.answer.saw?.version ?? 0;
    case "unknown":
      return undefined;
  }
}

function sawIn(operation: Operation): SeenReport | undefined {
  if (operation.kind === "read") return operation.saw;
  return operation.answer.kind === "refused" ? operation.answer.saw : undefined;
}

function writersViolations(writes: readonly Write[]): string[] {
  const written = writes.flatMap(({ answer, over }) => (answer.kind === "written" ? [{ ...answer, over }] : []));
  const byVersion = Map.groupBy(written, ({ version }) => version);
  return [
    ...[...byVersion]
      .filter(([, sames]) => sames.length > 1)
      .map(([version]) => `version ${version} was written twice`),
    ...written
      .filter(({ version, over }) => version !== over + 1)
      .map(({ version, over }) => `${over} became ${version}`),
  ];
}

function shownViolations(operation: Operation, writes: readonly Write[]): string[] {
  const saw = sawIn(operation);
  if (saw === undefined) return [];
  const found: string[] = [];
  const writer = writes.find(({ content }) => content === saw.content);
  if (writer === undefined) found.push(`content ${saw.content} was never written`);
  else if (writer.calledAt > operation.answeredAt) found.push(`content ${saw.content} was seen before it was written`);
  else if (writer.answer.kind === "refused") found.push(`content ${saw.content} was refused and stands`);
  else if (writer.over + 1 !== saw.version) found.push(`content ${saw.content} was written over ${writer.over}`);
  if (saw.earlier.length !== saw.version - 1)
    found.push(`version ${saw.version} shows ${saw.earlier.length} before it`);
  if (operation.kind === "write" && operation.over === saw.version) found.push(`refused over the version that stood`);
  return found;
}

/** Every version has one content, for every reader and also as an earlier content of later versions. */
function contentViolations(operations: readonly Operation[]): string[] {
  const contents = new Map<number, number>();
  const found: string[] = [];
  const tell = (version: number, content: number) => {
    const known = contents.get(version);
    if (known !== undefined && known !== content) found.push(`version ${version} is ${known} and ${content}`);
    contents.set(version, content);
  };
  for (const operation of operations) {
    if (operation.kind === "write" && operation.answer.kind === "written")
      tell(operation.answer.version, operation.content);
    const saw = sawIn(operation);
    if (saw === undefined) continue;
    tell(saw.version, saw.content);
    for (const [index, content] of saw.earlier.entries()) tell(index + 1, content);
  }
  return found;
}

function orderViolations(operations: readonly Operation[]): string[] {
  const found: string[] = [];
  const byAnswer = operations.toSorted((one, other) => one.answeredAt - other.answeredAt);
  for (const later of operations) {
    const version = versionIn(later);
    if (version === undefined) continue;
    for (const earlier of byAnswer) {
      if (earlier.answeredAt >= later.calledAt) break;
      const before = versionIn(earlier);
      const isNew = later.kind === "write" && later.answer.kind === "written";
      if (before !== undefined && (isNew ? version <= before : version < before))
        found.push(`version ${before} had been seen, and then ${version}`);
    }
  }
  return found;
}

/** An acknowledged version that the last of all reads does not reach. */
function lostWrites(operations: readonly Operation[], writes: readonly Write[]): string[] {
  const last = operations
    .filter(({ kind }) => kind === "read")
    .toSorted((a, b) => a.calledAt - b.calledAt)
    .at(-1);
  if (last?.kind !== "read") return [];
  const known = new Set(last.saw === undefined ? [] : [...last.saw.earlier, last.saw.content]);
  return writes
    .filter(
      ({ answer, answeredAt, content }) =>
        answer.kind === "written" && answeredAt < last.calledAt && !known.has(content),
    )
    .map(({ content }) => `content ${content} was acknowledged and is gone`);
}
