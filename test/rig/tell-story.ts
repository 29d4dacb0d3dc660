import { test } from "vitest";

/**
 * Makes a test of each chapter of a story, by its title. The tests run alone and in any order: each first runs the
 * chapters before it, unless they have already run.
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
