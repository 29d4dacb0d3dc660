import { globSync, readFileSync } from "node:fs";

/** A handler gathers, decides, acts and replies. Longer code belongs in a flow, a decision or a reply. */
const handlerLinesMax = 30;
/** A function that needs more dependencies does more than one thing. */
const pickedMax = 6;

const handlers = /^functions\/(api|jobs)\/[^/]+\.ts$/;

/**
 * Handlers that are too long, and functions that ask for too many of the deps.
 * @param file its path from the root
 * @returns a message for each
 */
export function wideFunctions(file: string, source: string): string[] {
  const lines = source.trimEnd().split("\n").length;
  const long =
    handlers.test(file) && lines > handlerLinesMax
      ? [`${file}: ${lines} lines; a handler has at most ${handlerLinesMax}`]
      : [];
  const picks = [...source.matchAll(/\bPick<\s*(\w*Deps),([^>]*)>/g)].flatMap(([, from, members = ""]) => {
    const picked = members.match(/"\w+"/g)?.length ?? 0;
    return picked > pickedMax ? [`${file}: ${picked} members of ${from}; a function picks at most ${pickedMax}`] : [];
  });
  const isWhole = /\bdeps: (Http|Event)?Deps\b/.test(source);
  return [...long, ...picks, ...(isWhole ? [`${file}: takes the whole Deps; pick what is used`] : [])];
}

if (import.meta.main) {
  const found = globSync("functions/**/*.ts").flatMap((file) => wideFunctions(file, readFileSync(file, "utf8")));
  for (const one of found) process.stderr.write(`${one}\n`);
  if (found.length > 0) process.exitCode = 1;
}
