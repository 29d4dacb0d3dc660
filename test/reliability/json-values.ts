import fc from "fast-check";
import * as z from "zod";

/** A value that the schema allows, chosen from the world's values when the request is made. */
export type Chosen = (known: Known) => unknown;
/** Values by the name of the member or parameter that takes them; a choice is a number taken as it falls. */
export type Known = (name: string, choice: number) => unknown;

const schema = z.looseObject({
  $ref: z.string().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.looseObject({ pattern: z.string().optional() })).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});
type Schema = z.output<typeof schema>;

/** Longer texts and lists have their own tests. */
const charactersMax = 600;
const itemsMax = 4;

/** One value of every kind that has made a program fail. */
export const nasty = fc.constantFrom<unknown>(
  "",
  " ",
  "\0",
  "../..",
  "__proto__",
  "constructor",
  "toString",
  "=cmd|' /C calc'!A0",
  "a\r\nBcc: x@example.org",
  "\u202Eevil",
  "\ud800",
  "NaN",
  "1e309",
  "-0",
  "9".repeat(40),
  "😀".repeat(300),
  "x".repeat(70_000),
  "2023-02-30",
  "9999-12-31",
  "0000-00-00",
  "0001-01",
  "2023-02-16T09:00:00",
  -0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  null,
  true,
  [],
  {},
  [[]],
);

/** Days at which calendars and contracts end, or clocks change. */
const edgeDates = ["2000-01-01", "2000-06-01", "2024-02-29", "2023-03-26", "2099-12-31"];
const instants = ["2000-01-01T00:00:00Z", "2023-02-18T00:00:00+01:00", "2099-12-31T23:59:59.999-12:00"];

/** Values that the schema allows, and the edges of what it allows first of all. */
export function allowedBy(root: unknown, document: { schemaAt: (reference: string) => unknown }) {
  function valueBy(unparsed: unknown, name: string): fc.Arbitrary<Chosen> {
    const here = schema.parse(unparsed);
    if (here.$ref !== undefined) return valueBy(document.schemaAt(here.$ref), name);
    const fitting = here.anyOf ?? here.oneOf;
    const given = fitting === undefined ? plain(here, name) : fc.oneof(...fitting.map((one) => valueBy(one, name)));
    return fc.tuple(fc.nat(), given).map(
      ([choice, chosen]): Chosen =>
        (known) =>
          known(name, choice) ?? chosen(known),
    );
  }

  function plain(here: Schema, name: string): fc.Arbitrary<Chosen> {
    if (here.const !== undefined) return constant(here.const);
    if (here.enum !== undefined) return fc.constantFrom(...here.enum).map((value) => () => value);
    switch (here.type) {
      case "object":
        return objectOf(here);
      case "array":
        return fc
          .array(valueBy(here.items ?? {}, name), { minLength: here.minItems ?? 0, maxLength: itemsMax })
          .map((items) => (known) => items.map((item) => item(known)));
      case "boolean":
        return fc.boolean().map((value) => () => value);
      case "integer":
        return numbersOf(here, (min, max) => fc.integer({ min, max }));
      case "number":
        return numbersOf(here, (min, max) => fc.double({ min, max, noNaN: true }));
      case "string":
        return textOf(here).map((value) => () => value);
      default:
        return fc.jsonValue({ maxDepth: 2 }).map((value) => () => value);
    }
  }

  function objectOf({ properties, required = [] }: Schema): fc.Arbitrary<Chosen> {
    if (properties === undefined) return openObject;
    const names = Object.keys(properties);
    const members = names.map((name) =>
      fc.record({
        chosen: valueBy(properties[name], name),
        isThere: required.includes(name) ? fc.constant(true) : fc.boolean(),
        dice: fc.nat(5),
      }),
    );
    return fc.tuple(fc.boolean(), fc.nat(), ...members).map(
      ([isOddOne, odd, ...parts]): Chosen =>
        (known) =>
          Object.fromEntries(
            parts.flatMap(({ chosen, isThere, dice }, place) => {
              const name = names[place] ?? "";
              const isOdd = isOddOne && names.length > 1 ? odd % names.length === place : dice === 0;
              return isThere || isOdd ? [[name, chosen(isOdd ? forgetting(name, known) : known)]] : [];
            }),
          ),
    );
  }
  return valueBy(root, "");
}

/** Values of the world make a request get further. Values of the contract alone find its edges. */
function forgetting(forgotten: string, known: Known): Known {
  return (name, choice) => (name === forgotten ? undefined : known(name, choice));
}

/** Where the contract names no members, some that it might mean. */
const openObject: fc.Arbitrary<Chosen> = fc
  .dictionary(fc.constantFrom("siteCode", "sentinelFrom", "sentinelUntil", "constructor"), fc.nat(), { maxKeys: 3 })
  .map((chosen) => (known) => {
    const members = Object.entries(chosen).map(([name, choice]) => [name, known(name, choice) ?? choice]);
    return Object.fromEntries(members);
  });

function constant(value: unknown): fc.Arbitrary<Chosen> {
  return fc.constant(() => value);
}

function numbersOf(here: Schema, between: (min: number, max: number) => fc.Arbitrary<number>): fc.Arbitrary<Chosen> {
  const min = here.minimum ?? here.exclusiveMinimum ?? 0;
  const max = here.maximum ?? here.exclusiveMaximum ?? 1_000_000;
  return fc
    .oneof(between(min, max), between(min, Math.min(max, min + 100)), fc.constantFrom(min, max))
    .map((value) => () => value);
}

function textOf(here: Schema): fc.Arbitrary<unknown> {
  const { minLength = 0, maxLength = charactersMax } = here;
  if (here.format === "date")
    return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...edgeDates) }, { weight: 1, arbitrary: anyDate });
  if (here.format === "date-time") return fc.constantFrom(...instants);
  if (here.format === "email") return fc.constantFrom("a@scuola.example", `${"a".repeat(60)}@scuola.example`);
  const pattern = here.pattern ?? here.allOf?.[0]?.pattern;
  // A pattern with a look-ahead forbids some texts. They are worth a try.
  const plainPattern = pattern?.replaceAll(/\(\?[!=][^)]*\)/g, "");
  if (plainPattern !== undefined) return fc.stringMatching(new RegExp(plainPattern, "u"), { maxLength });
  const limits = { minLength, maxLength: Math.min(maxLength, charactersMax) };
  return fc.oneof(fc.string({ ...limits, unit: "grapheme" }), fc.constant("x".repeat(limits.maxLength)));
}

const anyDate = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** The value with one place in it spoilt: taken out, put in the place of another, doubled, or made into something nasty. */
export function spoilt(value: unknown, where: number, how: Spoil): unknown {
  const places = placesIn(value);
  const [path = []] = places.slice(where % places.length);
  const after = changedAt(value, path, how);
  return after === nothing ? undefined : after;
}

export type Spoil = { kind: "leave-out" | "wrap" } | { kind: "replace" | "add"; by: unknown };

export const spoil: fc.Arbitrary<Spoil> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("replace" as const, "add" as const),
    by: fc.oneof(nasty, fc.jsonValue({ maxDepth: 2 })),
  }),
  fc.record({ kind: fc.constantFrom("leave-out" as const, "wrap" as const) }),
);

type Path = readonly string[];

/** Where something stands, the whole first. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}

function changedAt(value: unknown, path: Path, how: Spoil): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return changed(value, how);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => (String(index) === name ? kept(changedAt(item, rest, how)) : [item]));
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === name ? kept(changedAt(inner, rest, how)).map((one) => [key, one]) : [[key, inner]],
    ),
  );
}

const nothing = Symbol("left out");

function kept(value: unknown): unknown[] {
  return value === nothing ? [] : [value];
}

function changed(value: unknown, how: Spoil): unknown {
  switch (how.kind) {
    case "leave-out":
      return nothing;
    case "wrap":
      return [value, value];
    case "replace":
      return how.by;
    case "add":
      if (Array.isArray(value)) return [...value, how.by];
      return typeof value === "object" && value !== null ? { ...value, constructor: how.by } : how.by;
  }
}
