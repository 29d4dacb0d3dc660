import { expect, test } from "vitest";
import { runMigrations } from "../../../functions/flows/migrations/run-migrations.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Database } from "../../../shared/store/database.ts";
import { migrationStore } from "../../../shared/store/migration-store.ts";
import { officeSettings } from "../../../shared/store/migrations/office-settings.ts";
import { refuseDamaged } from "../../../shared/store/parse-item.ts";
import { settingsStore } from "../../../shared/store/settings-store.ts";
import { writtenOn } from "../../rig/written-on.ts";
import { onEachEngine } from "../on-each-engine.ts";

const began = new Date("2023-02-20T09:00:00+01:00");
const quarterHourLater = new Date(began.getTime() + 15 * 60_000);
const absent = { expression: "attribute_not_exists(#name)" };
const day = { from: "2023-03-02", to: "2023-03-02", reason: "neve", kind: "weather" } as const;
const contact = (email: string) => ({ email, state: "valid" }) as const;

/** As the release before stored what its one health office had. */
const earlier = [
  { name: "territories", version: "LODI", since: "2023-02-16", by: "u", at: 1 },
  { name: "territories", version: "MILANO" },
  { name: "closures", version: "tutti", ...day, scope: { kind: "region" }, by: "u", at: 5 },
  { name: "closures", version: "lodi", ...day, scope: { kind: "municipality", municipality: "E648" }, by: "u", at: 5 },
  {
    name: "health-office-contacts",
    version: "current",
    alertDigests: [contact("a@ats.example")],
    operationsNotices: [],
    writes: 3,
  },
  { name: "supplier", version: "client", instituteCodes: ["MIIC8AN00E"] },
];

onEachEngine("the settings of the first office", (world) => {
  const run = (database: Database, now = began) => {
    const log = {
      error: (...told: unknown[]) => expect.unreachable(String(told)),
      info: () => undefined,
      metrics: () => undefined,
    };
    const step = { name: "office-settings", reads: "settings", rule: officeSettings } as const;
    const deps = { migrations: migrationStore(database), now: () => now, log };
    return runMigrations([step], { remainingMillis: () => 900_000 }, deps);
  };
  const fill = async () => {
    for (const item of earlier) await world.database.put("settings", item, absent);
  };
  const settings = () => settingsStore(world.database);

  test("are what its release left, and that stays", async () => {
    await fill();
    expect(await run(world.database)).toMatchObject({ items: 6, written: 5, damaged: 0, left: 0 });
    expect(await settings().region(refuseDamaged)).toMatchObject({
      territories: [
        { territory: "LODI", since: "2023-02-16", aliases: [] },
        { territory: "MILANO", aliases: [] },
      ],
      closures: [{ closureId: "tutti", ...day, scope: { kind: "region" } }],
      officeCodes: [],
      offices: [],
    });
    const municipal = { closureId: "lodi", ...day, scope: { kind: "municipality", municipality: "E648" } };
    expect(await settings().officeClosures(firstOfficeCode, refuseDamaged)).toEqual([municipal]);
    const contacts = { version: 3, alertDigests: [contact("a@ats.example")], operationsNotices: [] };
    expect(await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged)).toEqual(contacts);
    expect(await settings().supplierInstitutes("client")).toEqual(["MIIC8AN00E"]);
    const keys = earlier.map(({ name, version }) => ({ name, version }));
    expect(await world.database.getMany("settings", keys)).toHaveLength(earlier.length);
  });

  test("follow what a late call of that release writes, and keep what this one has written since", async () => {
    await fill();
    await run(world.database);
    const there = { expression: "attribute_exists(#name)" };
    const late = { ...earlier[4], alertDigests: [contact("b@ats.example")], writes: 4 };
    await world.database.put("settings", late, there);
    expect(await settings().removeClosure(firstOfficeCode, "lodi", writtenOn())).toBe("removed");
    expect(await settings().addTerritory("PAVIA", firstOfficeCode, writtenOn())).toBe("created");
    expect(await run(world.database, quarterHourLater)).toMatchObject({ written: 1, left: 0 });
    const { version, alertDigests } = await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged);
    expect({ version, alertDigests }).toEqual({ version: 4, alertDigests: [contact("b@ats.example")] });
    expect(await settings().officeClosures(firstOfficeCode, refuseDamaged)).toEqual([]);
    expect(await settings().territories()).toEqual(["LODI", "MILANO", "PAVIA"]);
  });

  test("of a new system need no second look", async () => {
    expect(await run(world.database)).toEqual({ items: 0, written: 0, damaged: 0, left: 0 });
  });
});
