// Replaces the module "vitest" in a run of mutations: it collects the tests once and runs them many times in one
// process. The assertions are Vitest's own.
globalThis.__vitest_worker__ = {};
const vitest = await import("vitest");
export const { expect } = vitest;

/** The described suites, one a file. A child is a suite or a test. */
export const files = [];
let suite;

export function openFile(name) {
  suite = suiteOf(name);
  files.push(suite);
}

function suiteOf(name) {
  return { name, children: [], beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] };
}

export function describe(name, body) {
  const outer = suite;
  suite = suiteOf(`${outer.name} > ${name}`);
  outer.children.push(suite);
  body();
  suite = outer;
}

export function test(name, run) {
  suite.children.push({
    id: `${suite.name} > ${name} #${suite.children.length}`,
    run: () => run({ task: { meta: {} } }),
  });
}

/** A row that is not a list is one argument. */
const eachOf = (add) => (rows) => (name, body) => {
  for (const row of rows) add(name, () => body(...(Array.isArray(row) ? row : [row])));
};
describe.each = eachOf(describe);
test.each = eachOf(test);
test.skipIf = (isSkipped) => (isSkipped ? () => undefined : test);
export const it = Object.assign((name, run) => test(name, run), { each: test.each });

export const beforeAll = (hook) => suite.beforeAll.push(hook);
export const beforeEach = (hook) => suite.beforeEach.push(hook);
export const afterEach = (hook) => suite.afterEach.push(hook);
export const afterAll = (hook) => suite.afterAll.push(hook);

/** The same value that `npm run mutate` gives to Vitest. */
export const inject = (key) => (key === "mutation" ? true : undefined);
