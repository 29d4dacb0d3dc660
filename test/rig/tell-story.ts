import { test } from "vitest";

/**
 * The chapters of one story by their titles, a test each. Each can run alone and in any order: it lives through what
 * comes before it, unless that has been lived through already.
 */
export function tellStory(chapters: Readonly<Record<string, () => Promise<void>>>): void {
  const lived: Promise<void>[] = [];

  async function liveAfter(before: Promise<void> | undefined, live: () => Promise<void>): Promise<void> {
    await before;
    await live();
  }

  const lives = Object.values(chapters);
  for (const [index, title] of Object.keys(chapters).entries()) {
    test(title, () => {
      for (const live of lives.slice(lived.length, index + 1)) lived.push(liveAfter(lived.at(-1), live));
      return lived[index];
    });
  }
}
