import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { chooseEngine, type Engine, startEngine } from "../../infra/local/engine.ts";
import { startsEngines } from "./counts.ts";
import { type Inbox, startInbox } from "./inbox.ts";
import { openMemoryWorld, openWorld, type World } from "./world.ts";

/**
 * Each test finds empty tables and an empty inbox. They belong to one engine and one inbox that the test file starts.
 * When no engine may start, they are in memory.
 */
export function worldOfEachTest(): { readonly now: World } {
  let engine: Engine | undefined;
  let inbox: Inbox | undefined;
  let world: World | undefined;

  beforeAll(async () => {
    if (startsEngines) [engine, inbox] = await Promise.all([startEngine({ kind: chooseEngine() }), startInbox()]);
  });
  afterAll(async () => {
    inbox?.stop();
    await engine?.stop();
  });
  beforeEach(async () => {
    await inbox?.clear();
    world = engine === undefined ? await openMemoryWorld() : await openWorld({ engine, inbox });
  });
  afterEach(async () => {
    await world?.stop();
    world = undefined;
  });
  return {
    get now() {
      if (world === undefined) throw new Error("only a test has a world");
      return world;
    },
  };
}
