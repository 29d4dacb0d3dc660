import { expect, test } from "vitest";
import type { Enrolment } from "../../shared/domain/registry/enrolment.ts";
import type { Reopening } from "../../shared/domain/registry/site.ts";
import { DamagedItem, refuseDamaged } from "../../shared/store/parse-item.ts";
import { type RegistryEntry, siteStore } from "../../shared/store/site-store.ts";
import { damageSite } from "../rig/poison.ts";
import { writtenOn } from "../rig/written-on.ts";
import { gathered, onEachEngine, siteCodeOf } from "./on-each-engine.ts";

const entry: RegistryEntry = {
  siteCode: "MIEE8AN02L",
  instituteCode: "MIIC8AN00E",
  name: "Scuola primaria di via Inventata",
  municipality: "F205",
  territory: "MILANO",
  level: "primary",
};
const { siteCode } = entry;
const bareSite = { ...entry, enrolments: [], reopenings: [] };

function reopening(day: number): Reopening {
  return {
    surveyDate: "2018-09-13",
    until: new Date(`2018-09-${day + 1}T10:00:00Z`),
    reason: `day ${day}`,
    by: "health-office",
    at: new Date(`2018-09-${day}T10:00:00Z`),
  };
}

onEachEngine("sites", (world) => {
  const sites = () => siteStore(world.database);

  test("a registry entry is created, then unchanged, then updated", async () => {
    expect(await sites().get(siteCode)).toBeUndefined();
    expect(await sites().putRegistryEntry(entry, writtenOn())).toMatchObject({ kind: "created" });
    expect(await sites().get(siteCode)).toEqual(bareSite);
    expect(await sites().putRegistryEntry({ ...entry }, writtenOn())).toMatchObject({ kind: "unchanged" });
    expect(await sites().putRegistryEntry({ ...entry, name: "Via Nuova" }, writtenOn())).toMatchObject({
      kind: "updated",
    });
    expect(await sites().get(siteCode, { consistent: true })).toEqual({ ...bareSite, name: "Via Nuova" });
  });

  test("an unchanged registry entry writes nothing", async () => {
    await sites().putRegistryEntry(entry, writtenOn());
    world.spent();
    await sites().putRegistryEntry(entry, writtenOn());
    expect(world.spent()).toEqual({ readUnits: 1, writeUnits: 0, calls: 1 });
  });

  test("the registry can take the municipality away and give it back", async () => {
    await sites().putRegistryEntry(entry, writtenOn());
    const { municipality, ...without } = entry;
    expect(await sites().putRegistryEntry(without, writtenOn())).toMatchObject({ kind: "updated" });
    expect(await sites().get(siteCode, { consistent: true })).not.toHaveProperty("municipality");
    expect(await sites().putRegistryEntry(without, writtenOn())).toMatchObject({ kind: "unchanged" });
    expect(await sites().putRegistryEntry(entry, writtenOn())).toMatchObject({ kind: "updated" });
    expect(await sites().get(siteCode, { consistent: true })).toMatchObject({ municipality });
  });

  test("an import leaves sentinel dates, enrolments and reopenings alone", async () => {
    const steps = [{ validFrom: "2018-09-01", pupils: 224, classes: 10 }];
    await sites().putRegistryEntry(entry, writtenOn());
    await sites().setSentinel(siteCode, { sentinelFrom: "2018-09-12", sentinelUntil: "2019-06-09" }, writtenOn());
    await sites().replaceEnrolments(siteCode, [], steps);
    await sites().replaceReopenings(siteCode, [], [reopening(15)]);
    await sites().putRegistryEntry(
      { ...entry, name: "Via Nuova", territory: "LODI", instituteCode: "LOIC80000A" },
      writtenOn(),
    );
    expect(await sites().get(siteCode, { consistent: true })).toEqual({
      ...entry,
      name: "Via Nuova",
      territory: "LODI",
      instituteCode: "LOIC80000A",
      sentinelFrom: "2018-09-12",
      sentinelUntil: "2019-06-09",
      enrolments: steps,
      reopenings: [reopening(15)],
    });
  });

  test("a submission's read of the site costs half a unit", async () => {
    await sites().putRegistryEntry(entry, writtenOn());
    world.spent();
    await sites().get(siteCode);
    expect(world.spent()).toEqual({ readUnits: 0.5, writeUnits: 0, calls: 1 });
  });

  test("an institute lists its sites, ascending, also those it was given later", async () => {
    for (const number of [3, 1, 2]) {
      await sites().putRegistryEntry({ ...entry, siteCode: siteCodeOf(number), name: `Plesso ${number}` }, writtenOn());
    }
    await sites().putRegistryEntry({ ...entry, siteCode: siteCodeOf(4), instituteCode: "LOIC80000A" }, writtenOn());
    const codesOf = async (code: string) =>
      (await sites().ofInstitute(code, refuseDamaged)).map((site) => site.siteCode);
    expect(await codesOf(entry.instituteCode)).toEqual([siteCodeOf(1), siteCodeOf(2), siteCodeOf(3)]);
    await sites().putRegistryEntry({ ...entry, siteCode: siteCodeOf(2), instituteCode: "LOIC80000A" }, writtenOn());
    expect(await codesOf(entry.instituteCode)).toEqual([siteCodeOf(1), siteCodeOf(3)]);
    expect(await codesOf("LOIC80000A")).toEqual([siteCodeOf(2), siteCodeOf(4)]);
    expect(await codesOf("MIIC00000X")).toEqual([]);
  });

  test("many sites are read in batches, each once, those missing left out", async () => {
    const codes = Array.from({ length: 250 }, (_, number) => siteCodeOf(number));
    await Promise.all(
      codes.slice(0, 240).map((code) => sites().putRegistryEntry({ ...entry, siteCode: code }, writtenOn())),
    );
    world.spent();
    const found = await sites().getMany([...codes, siteCodeOf(1)], refuseDamaged);
    expect(found.map((site) => site.siteCode).toSorted()).toEqual(codes.slice(0, 240));
    expect(world.spent().calls).toBe(3);
    expect(await sites().getMany([], refuseDamaged)).toEqual([]);
  });

  test("the sentinel sites of a territory come ascending, with their dates", async () => {
    for (const number of [5, 2, 9, 7])
      await sites().putRegistryEntry({ ...entry, siteCode: siteCodeOf(number) }, writtenOn());
    await sites().putRegistryEntry({ ...entry, siteCode: siteCodeOf(1), territory: "LODI" }, writtenOn());
    for (const number of [9, 2, 1])
      await sites().setSentinel(siteCodeOf(number), { sentinelFrom: "2018-09-12" }, writtenOn());
    await sites().setSentinel(siteCodeOf(5), { sentinelFrom: "2018-09-12", sentinelUntil: "2018-10-01" }, writtenOn());
    const { name, ...expected } = entry;
    const sentinel = (number: number) => ({ ...expected, siteCode: siteCodeOf(number), sentinelFrom: "2018-09-12" });
    expect(await gathered(sites().sentinelPages("MILANO", refuseDamaged))).toEqual([
      sentinel(2),
      { ...sentinel(5), sentinelUntil: "2018-10-01" },
      sentinel(9),
    ]);
    expect(await gathered(sites().sentinelPages("LODI", refuseDamaged))).toEqual([
      { ...sentinel(1), territory: "LODI" },
    ]);
  });

  test("a damaged site hides none of the others", async () => {
    for (const number of [1, 2, 3]) {
      await sites().putRegistryEntry({ ...entry, siteCode: siteCodeOf(number) }, writtenOn());
      await sites().setSentinel(siteCodeOf(number), { sentinelFrom: "2018-09-12" }, writtenOn());
    }
    await damageSite(world.database, siteCodeOf(2));
    const told: DamagedItem[] = [];
    const tell = (damage: DamagedItem) => told.push(damage);
    const lists = [
      await sites().getMany([1, 2, 3].map(siteCodeOf), tell),
      await sites().ofInstitute(entry.instituteCode, tell),
      await gathered(sites().sentinelPages("MILANO", tell)),
    ];
    for (const list of lists) {
      expect(list.map((site) => site.siteCode).toSorted()).toEqual([siteCodeOf(1), siteCodeOf(3)]);
    }
    expect(told.map(({ key }) => key.siteCode)).toEqual([2, 2, 2].map(siteCodeOf));
  });

  test("a sentinel site that moves to another territory is listed there, and no longer here", async () => {
    await sites().putRegistryEntry(entry, writtenOn());
    await sites().setSentinel(siteCode, { sentinelFrom: "2018-09-12" }, writtenOn());
    await sites().putRegistryEntry({ ...entry, territory: "LODI" }, writtenOn());
    expect(await gathered(sites().sentinelPages("MILANO", refuseDamaged))).toEqual([]);
    expect(await gathered(sites().sentinelPages("LODI", refuseDamaged))).toMatchObject([
      { siteCode, territory: "LODI" },
    ]);
  });

  test("a site can stop being a sentinel site, for ever or as if it had never been one", async () => {
    await sites().putRegistryEntry(entry, writtenOn());
    await sites().setSentinel(siteCode, { sentinelFrom: "2018-09-12", sentinelUntil: "2018-10-01" }, writtenOn());
    expect(await sites().setSentinel(siteCode, { sentinelFrom: "2018-09-20" }, writtenOn())).toBe("saved");
    expect(await sites().get(siteCode, { consistent: true })).toEqual({ ...bareSite, sentinelFrom: "2018-09-20" });
    expect(await sites().setSentinel(siteCode, undefined, writtenOn())).toBe("saved");
    expect(await sites().get(siteCode, { consistent: true })).toEqual(bareSite);
    expect(await gathered(sites().sentinelPages("MILANO", refuseDamaged))).toEqual([]);
  });

  test("a site that does not exist becomes no sentinel site, and is not made by it", async () => {
    expect(await sites().setSentinel(siteCode, { sentinelFrom: "2018-09-12" }, writtenOn())).toBe("no-such-site");
    expect(await sites().replaceReopenings(siteCode, [], [reopening(15)])).toBe("conflict");
    expect(await sites().replaceEnrolments(siteCode, [], [])).toBe("conflict");
    expect(await sites().get(siteCode, { consistent: true })).toBeUndefined();
  });

  test("enrolments are replaced only where they are as they were read", async () => {
    const step = (validFrom: string, pupils: number): Enrolment => ({ validFrom, pupils, classes: 10 });
    const [first, second, third] = [step("2018-09-01", 224), step("2018-10-01", 226), step("2018-11-01", 220)];
    await sites().putRegistryEntry(entry, writtenOn());
    expect(await sites().replaceEnrolments(siteCode, [], [first])).toBe("saved");
    expect(await sites().replaceEnrolments(siteCode, [], [second])).toBe("conflict");
    expect(await sites().replaceEnrolments(siteCode, [first], [first, second])).toBe("saved");
    expect(await sites().replaceEnrolments(siteCode, [first], [first, third])).toBe("conflict");
    expect(await sites().get(siteCode, { consistent: true })).toMatchObject({ enrolments: [first, second] });
  });

  test("of enrolments that meet, one is written", async () => {
    await sites().putRegistryEntry(entry, writtenOn());
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, pupils) =>
        sites().replaceEnrolments(siteCode, [], [{ validFrom: "2018-09-01", pupils, classes: 1 }]),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "saved")).toHaveLength(1);
  });

  test("an enrolment variation costs one write: no index has a copy", async () => {
    await sites().putRegistryEntry(entry, writtenOn());
    await sites().setSentinel(siteCode, { sentinelFrom: "2018-09-12" }, writtenOn());
    world.spent();
    await sites().replaceEnrolments(siteCode, [], [{ validFrom: "2018-09-01", pupils: 224, classes: 10 }]);
    expect(world.spent()).toEqual({ readUnits: 0, writeUnits: 1, calls: 1 });
  });

  test("reopenings are replaced only where they are as they were read: of those that meet, one is written", async () => {
    await sites().putRegistryEntry(entry, writtenOn());
    const outcomes = await Promise.all(
      [10, 11, 12].map((day) => sites().replaceReopenings(siteCode, [], [reopening(day)])),
    );
    expect(outcomes.toSorted()).toEqual(["conflict", "conflict", "saved"]);
    const [first] = (await sites().get(siteCode, { consistent: true }))?.reopenings ?? [];
    if (first === undefined) throw new Error("nothing was written");
    expect(await sites().replaceReopenings(siteCode, [first], [first, reopening(13)])).toBe("saved");
    expect(await sites().replaceReopenings(siteCode, [first], [reopening(14)])).toBe("conflict");
    expect(await sites().get(siteCode, { consistent: true })).toMatchObject({ reopenings: [first, reopening(13)] });
  });

  test("a damaged site is an error that names table and key", async () => {
    await world.database.put(
      "sites",
      { ...entry, level: "kindergarten", enrolments: "[]", reopenings: "[" },
      { expression: "attribute_not_exists(#siteCode)" },
    );
    const error = await sites()
      .get(siteCode)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DamagedItem);
    expect(String(error)).toMatch(/table Sites, key siteCode=MIEE8AN02L: level: .*; reopenings: not JSON/);
  });
});
