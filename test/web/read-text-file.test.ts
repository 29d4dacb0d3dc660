import { expect, test } from "vitest";
import { readTextFile } from "../../web/health-office/read-text-file.ts";

const name = "SCUOLA CITTÀ DI LODI";

test.each([
  ["UTF-8", Buffer.from(name, "utf8")],
  ["UTF-8 with its mark", Buffer.from(`\uFEFF${name}`, "utf8")],
  ["the code page of Windows", Buffer.from(name, "latin1")],
])("a file in %s keeps its accents", async (_, bytes) => {
  expect(await readTextFile(new Blob([bytes]))).toBe(name);
});
