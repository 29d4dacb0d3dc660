import { expect, test } from "vitest";
import {
  eachByAttribute,
  eachByName,
  givenByAttribute,
  givenByName,
  optionalCountNames,
  optionalCounts,
} from "../../../shared/domain/survey/optional-counts.ts";

const names: readonly string[] = optionalCountNames;
const attributes: readonly string[] = optionalCounts.map(({ attribute }) => attribute);

test("there is something for each count, by its name or by its stored attribute", () => {
  expect(Object.entries(eachByName(({ name }) => name))).toEqual(names.map((name) => [name, name]));
  expect(Object.keys(eachByAttribute(() => 1))).toEqual(attributes);
  expect(Object.values(eachByAttribute(() => 1))).toEqual(attributes.map(() => 1));
});

test("what was given stands there, 0 too; what was not given is absent", () => {
  expect(Object.entries(givenByName(() => 0))).toEqual(names.map((name) => [name, 0]));
  expect(Object.keys(givenByName(() => undefined))).toEqual([]);
  expect(Object.entries(givenByAttribute(() => 0))).toEqual(attributes.map((attribute) => [attribute, 0]));
  expect(Object.keys(givenByAttribute(() => undefined))).toEqual([]);
});
