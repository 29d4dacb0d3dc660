import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { commonTokens, declareClassPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";

const standIn = new URL("kept-vitest.mjs", import.meta.url).href;

/**
 * Keeps the tests loaded. For each mutation it runs the tests that reach it, until one is red. Vitest itself would
 * start a worker and load everything again for each mutation, which takes longer than the tests.
 */
class KeptRunner {
  #options;
  /** The mutated code reads it: which mutation is on, and how many times a loop may run. */
  #state = {};
  #files = [];
  /** A failure that nobody awaited belongs to the running test. */
  #stray;

  constructor({ kept }) {
    this.#options = kept;
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] = this.#state;
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === "vitest" && context.parentURL !== standIn
          ? { url: standIn, shortCircuit: true }
          : next(specifier, context),
    });
    for (const event of ["uncaughtException", "unhandledRejection"]) {
      process.on(event, (fault) => {
        this.#stray ??= fault;
      });
    }
    const { files, openFile } = await import(standIn);
    openFile("setup");
    for (const file of this.#options.setupFiles) await importHere(file);
    for (const file of globSync(this.#options.include).toSorted()) {
      openFile(file);
      await importHere(file);
    }
    this.#files = files;
  }

  async dryRun() {
    const tests = [];
    for (const file of this.#files) await this.#runSuite(file, { results: tests, isWanted: () => true, bail: false });
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.#state.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const wanted = new Set(testFilter);
    const run = { results: [], isWanted: ({ id }) => testFilter === undefined || wanted.has(id), bail: true };
    Object.assign(this.#state, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    try {
      for (const file of this.#files) {
        if (await this.#runSuite(file, run)) continue;
        // The next mutation in the code is likely to turn the same tests red.
        this.#files = [file, ...this.#files.filter((other) => other !== file)];
        break;
      }
    } finally {
      this.#state.activeMutant = undefined;
    }
    const timeout = determineHitLimitReached(this.#state.hitCount, hitLimit);
    return toMutantRunResult(timeout ?? { status: DryRunStatus.Complete, tests: run.results });
  }

  /** Returns false when a test was red and the rest need not run. */
  async #runSuite(suite, run, outer = []) {
    const wanted = suite.children.filter((child) => hasTest(child, run.isWanted));
    if (wanted.length === 0) return true;
    const chain = [...outer, suite];
    let goesOn = true;
    const failed = await faultOf(async () => {
      for (const hook of suite.beforeAll) await hook();
    });
    for (const child of wanted) {
      if (failed !== undefined) run.results.push(resultOf(firstTest(child, run.isWanted), 0, failed));
      else if ("children" in child) goesOn = await this.#runSuite(child, run, chain);
      else goesOn = await this.#runTest(child, run, chain);
      if (failed !== undefined) goesOn = !run.bail;
      if (!goesOn) break;
    }
    await faultOf(async () => {
      for (const hook of suite.afterAll.toReversed()) await hook();
    });
    return goesOn;
  }

  async #runTest(test, run, chain) {
    const begin = performance.now();
    this.#stray = undefined;
    // Only the dry run measures coverage.
    this.#state.currentTestId = run.bail ? undefined : test.id;
    const fault = await faultOf(async () => {
      for (const hook of chain.flatMap(({ beforeEach }) => beforeEach)) await hook({});
      await test.run();
    });
    const after = await faultOf(async () => {
      for (const hook of chain.toReversed().flatMap(({ afterEach }) => afterEach)) await hook({});
    });
    this.#state.currentTestId = undefined;
    const failed = fault ?? after ?? this.#stray;
    run.results.push(resultOf(test, performance.now() - begin, failed));
    return failed === undefined || !run.bail;
  }
}

async function importHere(file) {
  await import(pathToFileURL(resolve(file)).href);
}

function hasTest(child, isWanted) {
  return "children" in child ? child.children.some((inner) => hasTest(inner, isWanted)) : isWanted(child);
}

function firstTest(child, isWanted) {
  if (!("children" in child)) return child;
  return firstTest(
    child.children.find((inner) => hasTest(inner, isWanted)),
    isWanted,
  );
}

async function faultOf(act) {
  try {
    await act();
    return undefined;
  } catch (fault) {
    return fault ?? new Error("something failed without saying what");
  }
}

function resultOf({ id }, timeSpentMs, fault) {
  const about = { id, name: id, timeSpentMs };
  if (fault === undefined) return { ...about, status: TestStatus.Success };
  return { ...about, status: TestStatus.Failed, failureMessage: String(fault?.message ?? fault) };
}

KeptRunner.inject = tokens(commonTokens.options);

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "kept", KeptRunner)];
