import { isDeepStrictEqual } from "node:util";
import type { Expression, Item } from "../../shared/store/database.ts";

/**
 * Evaluates DynamoDB's condition and update expressions on an item in memory. It knows the part of the language that
 * the stores use. Anything else is an error, so that a wrong answer never looks right. Source: "Expressions" in the
 * Amazon DynamoDB Developer Guide.
 */

type Values = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];
type Operand = (item: Item, values: Values) => unknown;
type Condition = (item: Item, values: Values) => boolean;
/** One path of an update. A path without a value is removed. */
type Step = { readonly path: Path; readonly value: Operand | undefined };

/** DynamoDB calls it a ValidationException. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
}

/** @throws InvalidRequest */
export function holds({ expression, values = {} }: Expression, item: Item): boolean {
  return conditionOf(expression)(item, values);
}

/**
 * The item after the change. Every step sees the item as it was before.
 * @throws InvalidRequest
 */
export function changed({ expression, values = {} }: Expression, item: Item): Item {
  const after = structuredClone(item);
  const assignments = stepsOf(expression).map(({ path, value }) => ({ path, value: value?.(item, values) }));
  for (const { path, value } of assignments) assign(after, path, structuredClone(value));
  return after;
}

/** @throws InvalidRequest when an expression names a value that is not given, or a given value is not named */
export function checkValues(...expressions: readonly Expression[]): void {
  const named = new Set(expressions.flatMap(({ expression }) => expression.match(/(?<=:)\w+/g) ?? []));
  const given = new Set(
    expressions.flatMap(({ values = {} }) => Object.keys(values).filter((name) => values[name] !== undefined)),
  );
  const odd = [...named, ...given].filter((name) => !named.has(name) || !given.has(name));
  if (odd.length > 0) throw new InvalidRequest(`values ${odd.join(", ")}: named or given, but not both`);
}

const conditionOf = readOnce(anyOf);
const stepsOf = readOnce(changesOf);

/** Parses each text once: the stores have few texts and use them often. */
function readOnce<T>(grammar: (words: Words) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const there = known.get(text);
    if (there !== undefined) return there;
    const words = wordsOf(text);
    const meaning = grammar(words);
    if (words.left() > 0) throw unknownIn(words);
    known.set(text, meaning);
    return meaning;
  };
}

type Words = {
  text: string;
  left: () => number;
  /** Whether the next word is this one. If so, it takes the word. */
  takes: (word: string) => boolean;
  /** @throws InvalidRequest when the next word is another one */
  expect: (word: string) => void;
  /** Takes the next word if it looks like this. */
  match: (pattern: RegExp) => string | undefined;
};

function wordsOf(text: string): Words {
  const words = text.match(/[#:]?\w+|<>|<=|>=|\S/g) ?? [];
  let at = 0;
  const takes = (word: string) => {
    if (words[at] !== word) return false;
    at++;
    return true;
  };
  return {
    text,
    left: () => words.length - at,
    takes,
    expect: (word) => {
      if (!takes(word)) throw new InvalidRequest(`no ${word} where one should be in: ${text}`);
    },
    match: (pattern) => {
      const word = words[at];
      if (word === undefined || !pattern.test(word)) return undefined;
      at++;
      return word;
    },
  };
}

function unknownIn({ text, left }: Words): InvalidRequest {
  return new InvalidRequest(`not understood, ${left()} words before its end: ${text}`);
}

function anyOf(words: Words): Condition {
  const conditions = [allOf(words)];
  while (words.takes("OR")) conditions.push(allOf(words));
  return (item, values) => conditions.some((condition) => condition(item, values));
}

function allOf(words: Words): Condition {
  const conditions = [single(words)];
  while (words.takes("AND")) conditions.push(single(words));
  return (item, values) => conditions.every((condition) => condition(item, values));
}

function single(words: Words): Condition {
  if (words.takes("NOT")) {
    const condition = single(words);
    return (item, values) => !condition(item, values);
  }
  if (words.takes("(")) {
    const condition = anyOf(words);
    words.expect(")");
    return condition;
  }
  if (words.takes("attribute_exists")) return existenceOf(words, true);
  if (words.takes("attribute_not_exists")) return existenceOf(words, false);
  if (words.takes("contains")) return containing(words);
  return comparison(words);
}

function existenceOf(words: Words, expected: boolean): Condition {
  words.expect("(");
  const path = pathOf(words);
  words.expect(")");
  return (item) => (valueAt(item, path) !== undefined) === expected;
}

/** This knows lists only. */
function containing(words: Words): Condition {
  words.expect("(");
  const path = pathOf(words);
  words.expect(",");
  const element = operand(words);
  words.expect(")");
  return (item, values) => {
    const list = valueAt(item, path);
    return Array.isArray(list) && list.some((one) => isDeepStrictEqual(one, element(item, values)));
  };
}

const comparators: Readonly<Record<string, (one: unknown, other: unknown) => boolean>> = {
  "=": (one, other) => one !== undefined && isDeepStrictEqual(one, other),
  // Also true when the attribute is missing.
  "<>": (one, other) => !isDeepStrictEqual(one, other),
  "<": (one, other) => inOrder(one, other, (sign) => sign < 0),
  "<=": (one, other) => inOrder(one, other, (sign) => sign <= 0),
  ">": (one, other) => inOrder(one, other, (sign) => sign > 0),
  ">=": (one, other) => inOrder(one, other, (sign) => sign >= 0),
};

function comparison(words: Words): Condition {
  const one = operand(words);
  if (words.takes("IN")) {
    const others = listOf(words, operand);
    return (item, values) => others.some((other) => isDeepStrictEqual(one(item, values), other(item, values)));
  }
  const compare = comparators[words.match(/^(=|<>|<=?|>=?)$/) ?? ""];
  if (compare === undefined) throw unknownIn(words);
  const other = operand(words);
  return (item, values) => compare(one(item, values), other(item, values));
}

/** Values of different types have no order. */
function inOrder(one: unknown, other: unknown, fits: (sign: number) => boolean): boolean {
  if (typeof one === "number" && typeof other === "number") return fits(one - other);
  if (typeof one === "string" && typeof other === "string") return fits(compareText(one, other));
  return false;
}

/** DynamoDB's order: by the bytes of UTF-8. */
export function compareText(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function operand(words: Words): Operand {
  const value = words.match(/^:\w+$/);
  if (value !== undefined) return (_, values) => values[value.slice(1)];
  if (words.takes("size")) {
    words.expect("(");
    const path = pathOf(words);
    words.expect(")");
    return (item) => sizeOf(valueAt(item, path));
  }
  const path = pathOf(words);
  return (item) => valueAt(item, path);
}

function sizeOf(value: unknown): number | undefined {
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : undefined;
}

function listOf<T>(words: Words, element: (words: Words) => T): T[] {
  words.expect("(");
  const elements = [element(words)];
  while (words.takes(",")) elements.push(element(words));
  words.expect(")");
  return elements;
}

function pathOf(words: Words): Path {
  const path: (string | number)[] = [];
  do {
    const name = words.match(/^#\w+$/);
    if (name === undefined) throw unknownIn(words);
    path.push(name.slice(1));
    while (words.takes("[")) {
      path.push(Number(words.match(/^\d+$/)));
      words.expect("]");
    }
  } while (words.takes("."));
  return path;
}

function changesOf(words: Words): readonly Step[] {
  const steps: Step[] = [];
  while (words.left() > 0) {
    const step = words.takes("SET") ? assignment : words.takes("REMOVE") ? removal : undefined;
    if (step === undefined) throw unknownIn(words);
    do steps.push(step(words));
    while (words.takes(","));
  }
  return steps;
}

function removal(words: Words): Step {
  return { path: pathOf(words), value: undefined };
}

function assignment(words: Words): Step {
  const path = pathOf(words);
  words.expect("=");
  const one = newValue(words);
  if (!words.takes("+")) return { path, value: one };
  const other = newValue(words);
  return {
    path,
    value: (item, values) => {
      const [left, right] = [one(item, values), other(item, values)];
      if (typeof left !== "number" || typeof right !== "number") throw new InvalidRequest(`no numbers: ${words.text}`);
      return left + right;
    },
  };
}

function newValue(words: Words): Operand {
  if (words.takes("if_not_exists")) {
    const [one, other] = listOf(words, operand);
    return (item, values) => one?.(item, values) ?? other?.(item, values);
  }
  if (words.takes("list_append")) {
    const lists = listOf(words, newValue);
    return (item, values) =>
      lists.flatMap((list): unknown[] => {
        const elements = list(item, values);
        if (!Array.isArray(elements)) throw new InvalidRequest(`no list: ${words.text}`);
        return elements;
      });
  }
  const value = operand(words);
  return (item, values) => {
    const found = value(item, values);
    if (found === undefined) throw new InvalidRequest(`an attribute that the item does not have: ${words.text}`);
    return found;
  };
}

function valueAt(item: Item, path: Path): unknown {
  let value: unknown = item;
  for (const place of path) value = childOf(value, place);
  return value;
}

function childOf(value: unknown, place: string | number): unknown {
  if (typeof place === "number") return Array.isArray(value) ? value[place] : undefined;
  return isMap(value) && Object.hasOwn(value, place) ? value[place] : undefined;
}

/** Any index behind the end of a list appends to it. */
function assign(item: Item, path: Path, value: unknown): void {
  const parent = valueAt(item, path.slice(0, -1));
  const place = path.at(-1);
  if (typeof place === "string" && isMap(parent)) {
    if (value === undefined) delete parent[place];
    else parent[place] = value;
  } else if (typeof place === "number" && Array.isArray(parent) && value !== undefined) {
    parent[Math.min(place, parent.length)] = value;
  } else {
    throw new InvalidRequest(`the document path ${path.join(".")} is invalid for this update`);
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
