import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTables } from "../../infra/local/create-tables.ts";
import type { EngineKind } from "../../infra/local/engine.ts";
import { type KeptEngine, keepEngine, restartsMax } from "../../infra/local/kept-engine.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { openDatabase } from "../../shared/store/database.ts";
import { type SettingsStore, settingsStore } from "../../shared/store/settings-store.ts";
import { writtenOn } from "../rig/written-on.ts";
import { engineKinds } from "../store/on-each-engine.ts";
import { enginePid, signalEngine } from "./engine-pid.ts";
import { mayMount, smallDisk } from "./small-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The machine may be busy with other work. */
const pollMillisMax = 60_000;
type Kept = { dataDir: string; engine: KeptEngine; restarts: string[]; lost: Promise<string> };

async function kept(kind: EngineKind, folder?: string): Promise<Kept> {
  const dataDir = folder ?? (await temporaryFolder());
  const restarts: string[] = [];
  const lost = Promise.withResolvers<string>();
  const engine = await keepEngine(
    { kind, dataDir },
    { onRestart: (sentence) => restarts.push(sentence), onLost: (error) => lost.resolve(error.message) },
  );
  onTestFinished(() => engine.stop());
  return { dataDir, engine, restarts, lost: lost.promise };
}

async function kill({ dataDir, engine }: Kept): Promise<void> {
  const deaths = engine.deaths();
  expect(signalEngine(dataDir, "SIGKILL")).toBe(true);
  await expect.poll(() => engine.deaths(), { interval: 5, timeout: pollMillisMax }).toBe(deaths + 1);
}

async function settingsOn({ engine }: Kept): Promise<SettingsStore> {
  const place = { endpoint: engine.endpoint, region: "eu-south-1", tablePrefix: "test-" };
  await createTables(place);
  const database = openDatabase({ ...place, requestTimeoutMillis: 5_000 });
  onTestFinished(() => database.close());
  return settingsStore(database);
}

describe.each(engineKinds)("the engine %s that is killed", (kind) => {
  test("is started again where it was, with all that it had answered, and says so", async () => {
    const world = await kept(kind);
    const { engine, restarts } = world;
    const settings = await settingsOn(world);
    await settings.addTerritory("LODI", firstOfficeCode, writtenOn("2023-02-16"));
    const { endpoint } = engine;
    await kill(world);
    expect(engine.isUp()).toBe(false);
    await engine.upAgain();
    expect(engine.isUp()).toBe(true);
    expect(engine.endpoint).toBe(endpoint);
    expect(await settings.territories()).toEqual(["LODI"]);
    expect(restarts).toEqual([
      `The engine ${kind} died (SIGKILL) and has been started again; nothing that was answered is lost.`,
    ]);
  });

  test("again and again while it starts is started all the same", async () => {
    const world = await kept(kind);
    await kill(world);
    for (const millisIntoStart of [0, 5, 15, 30]) {
      await expect.poll(() => enginePid(world.dataDir), { interval: 5, timeout: pollMillisMax }).toBeDefined();
      await pause(millisIntoStart);
      signalEngine(world.dataDir, "SIGKILL");
    }
    // The last death may not have been noticed yet: the engine is up if it has a process.
    const isUpAgain = () => world.engine.isUp() && enginePid(world.dataDir) !== undefined;
    await expect.poll(isUpAgain, { timeout: pollMillisMax }).toBe(true);
  });

  test("stays ended when it was stopped, also in the middle of a restart", async () => {
    const world = await kept(kind);
    await kill(world);
    await world.engine.stop();
    await pause(300);
    expect(enginePid(world.dataDir)).toBeUndefined();
    expect(world.engine.deaths()).toBe(1);
  });

  test("is given up with a sentence when its port is lost", async () => {
    const world = await kept(kind);
    const port = Number(new URL(world.engine.endpoint).port);
    const taker = createServer();
    onTestFinished(() => void taker.close());
    expect(signalEngine(world.dataDir, "SIGSTOP")).toBe(true);
    expect(signalEngine(world.dataDir, "SIGKILL")).toBe(true);
    // Another process may take the port before the engine is back.
    const take = () => taker.listen(port, "127.0.0.1");
    taker.on("error", () => setTimeout(take, 1));
    take();
    expect(await world.lost).toMatch(
      new RegExp(`^The engine ${kind} died \\(SIGKILL\\) and does not come back: Port ${port} is in use`),
    );
  });
});

test("an engine that dies again and again is given up with a sentence, and then no more started", async () => {
  const world = await kept("dynalite");
  for (let death = 1; death <= restartsMax; death++) {
    await kill(world);
    await world.engine.upAgain();
  }
  expect(world.restarts).toHaveLength(restartsMax);
  expect(world.engine.isUp()).toBe(true);
  await kill(world);
  expect(await world.lost).toMatch(
    /^The engine dynalite died \(SIGKILL\) and does not come back: it died more than 10 times within a minute; start again/,
  );
  expect(world.engine.isUp()).toBe(false);
  expect(enginePid(world.dataDir)).toBeUndefined();
});

test.runIf(mayMount)("an engine that dies of a full disk is not started again", async () => {
  const { path } = smallDisk(300);
  const world = await kept("dynalite", path);
  const settings = await settingsOn(world);
  const fill = async () => {
    for (let number = 0; ; number++)
      await settings.addTerritory(`${"x".repeat(50)}${number}`, firstOfficeCode, writtenOn("2023-02-16"));
  };
  await fill().catch(() => undefined);
  expect(await world.lost).toMatch(/and does not come back: .* cannot be written \(ENOSPC\): make room on that disk/);
  expect(world.restarts).toEqual([]);
});
