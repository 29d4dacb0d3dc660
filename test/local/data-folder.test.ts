import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDataFolder } from "../../infra/local/data-folder.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function newFolder(): Promise<string> {
  return join(await temporaryFolder(), "data");
}

describe("a data folder", () => {
  test("is new when it is not there or empty, and goes on once it is complete", async () => {
    const path = await newFolder();
    const first = await openDataFolder(path, false);
    expect(first.isNew).toBe(true);
    await first.markComplete();
    expect((await openDataFolder(path, false)).isNew).toBe(false);
    await mkdir(`${path}-empty`);
    expect((await openDataFolder(`${path}-empty`, false)).isNew).toBe(true);
  });

  test("whose first content was cut short is begun anew", async () => {
    const path = await newFolder();
    const first = await openDataFolder(path, false);
    await writeFile(first.fileOf("half"), "half");
    expect((await openDataFolder(path, false)).isNew).toBe(true);
    expect(await readdir(path)).toEqual(["sentinella.json"]);
  });

  test("is emptied by --fresh", async () => {
    const path = await newFolder();
    const first = await openDataFolder(path, false);
    await writeFile(first.fileOf("mail"), "mail");
    await first.markComplete();
    expect((await openDataFolder(path, true)).isNew).toBe(true);
    expect(await readdir(path)).toEqual(["sentinella.json"]);
  });

  test.each([false, true])("that holds somebody else's files is refused and left alone, fresh: %s", async (fresh) => {
    const path = await newFolder();
    await mkdir(path);
    await writeFile(join(path, "thesis.txt"), "years of work");
    await expect(openDataFolder(path, fresh)).rejects.toThrow(
      /holds files that are not Sentinella's: choose another folder with --data\./,
    );
    expect(await readdir(path)).toEqual(["thesis.txt"]);
  });

  test("that is damaged is refused with what can be done, and --fresh does it", async () => {
    const path = await newFolder();
    await (await openDataFolder(path, false)).markComplete();
    await writeFile(join(path, "sentinella.json"), "{");
    await expect(openDataFolder(path, false)).rejects.toThrow(
      /is damaged: restore it from a backup, or begin anew with --fresh/,
    );
    expect((await openDataFolder(path, true)).isNew).toBe(true);
  });

  test("that is a file is refused", async () => {
    const path = await newFolder();
    await writeFile(path, "");
    await expect(openDataFolder(path, false)).rejects.toThrow(/cannot be used as a data folder \(ENOTDIR\)/);
  });
});

describe("a data folder that somebody holds", () => {
  async function held(answer: unknown): Promise<string> {
    const server = createServer((_request, response) => response.end(JSON.stringify(answer)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  test("is refused while that one answers for it", async () => {
    const path = await newFolder();
    const folder = await openDataFolder(path, false);
    const url = await held({ dataFolder: path });
    await folder.hold(url);
    await expect(openDataFolder(path, true)).rejects.toThrow(`is in use by the local cloud at ${url}`);
    await folder.release();
    await expect(openDataFolder(path, false)).resolves.toBeDefined();
  });

  test("is free when nobody answers, or somebody who holds another", async () => {
    const path = await newFolder();
    const folder = await openDataFolder(path, false);
    await folder.hold("http://127.0.0.1:1");
    await expect(openDataFolder(path, false)).resolves.toBeDefined();
    await folder.hold(await held({ dataFolder: "/elsewhere" }));
    await expect(openDataFolder(path, false)).resolves.toBeDefined();
  });
});
