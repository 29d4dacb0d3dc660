import { expect, test } from "vitest";
import { runMigrations } from "../../../functions/flows/migrations/run-migrations.ts";
import type { Database } from "../../../shared/store/database.ts";
import { instituteStore } from "../../../shared/store/institute-store.ts";
import { migrationStore } from "../../../shared/store/migration-store.ts";
import { institutePlaces } from "../../../shared/store/migrations/institute-places.ts";
import { writtenOn } from "../../rig/written-on.ts";
import { onEachEngine } from "../on-each-engine.ts";

const now = new Date("2023-02-20T09:00:00+01:00");

/** As the release before stored them. */
const site = (siteCode: string, instituteCode: string, territory: string) => ({
  siteCode,
  instituteCode,
  name: "Plesso",
  territory,
  level: "primary",
  enrolments: "[]",
  reopenings: "[]",
});
const institute = (instituteCode: string) => ({
  instituteCode,
  name: "IC",
  contacts: [{ email: "ic@scuola.example", state: "valid" }],
  contactsFrom: "registry",
  version: 4,
});
const before = [
  site("ZZEE80101A", "ZZIC80100A", "VALDORSA"),
  site("ZZEE80102B", "ZZIC80100A", "VALDORSA"),
  site("ZZMM80103C", "ZZIC80100A", "MONTEALTO"),
  site("ZZEE80201D", "ZZIC80200B", "MONTEALTO"),
  site("ZZEE80301E", "ZZIC80300C", "MONTEALTO"),
];

onEachEngine("the places of an institute", (world) => {
  const run = async (database: Database) => {
    const log = { error: expect.unreachable, info: () => undefined, metrics: () => undefined };
    const deps = { migrations: migrationStore(database), now: () => now, log };
    const step = { name: "institute-places", reads: "sites", rule: institutePlaces } as const;
    return runMigrations([step], { remainingMillis: () => 900_000 }, deps);
  };
  const settle = async () => {
    for (const item of before)
      await world.database.put("sites", item, { expression: "attribute_not_exists(#siteCode)" });
    for (const code of ["ZZIC80100A", "ZZIC80200B"])
      await world.database.put("institutes", institute(code), { expression: "attribute_not_exists(#instituteCode)" });
  };
  const territories = async (code: string) => (await instituteStore(world.database).get(code))?.territories;

  test("are told of the sites of the release before, and a second run changes nothing", async () => {
    await settle();
    expect(await territories("ZZIC80100A")).toEqual([]);
    expect(await run(world.database)).toMatchObject({ items: 5, written: 4, damaged: 0, left: 0 });
    expect(await territories("ZZIC80100A")).toEqual(["MONTEALTO", "VALDORSA"]);
    expect(await territories("ZZIC80200B")).toEqual(["MONTEALTO"]);
    // A site does not create an institute.
    expect(await territories("ZZIC80300C")).toBeUndefined();
    const { contacts, version } = (await world.database.get("institutes", { instituteCode: "ZZIC80100A" })) ?? {};
    expect({ contacts, version }).toEqual({ contacts: institute("ZZIC80100A").contacts, version: 7 });
    await migrationStore(world.database).forget("institute-places");
    expect(await run(world.database)).toMatchObject({ items: 5, written: 0, damaged: 0 });
  });

  test("come beside those that this release has entered, and no change of contacts loses them", async () => {
    await settle();
    const institutes = instituteStore(world.database);
    await institutes.enterPlace(
      { instituteCode: "ZZIC80200B", name: "IC" },
      { siteCode: "ZZEE80202F", territory: "VALDORSA" },
      writtenOn(),
    );
    await run(world.database);
    await institutes.setContacts("ZZIC80200B", [{ email: "nuova@scuola.example" }], writtenOn());
    expect(await territories("ZZIC80200B")).toEqual(["MONTEALTO", "VALDORSA"]);
  });
});
