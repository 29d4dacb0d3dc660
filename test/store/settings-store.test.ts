import { expect, test } from "vitest";
import type { Closure } from "../../shared/domain/calendar/closure.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { type DamagedItem, type OnDamaged, refuseDamaged } from "../../shared/store/parse-item.ts";
import { closureKey, settingsStore } from "../../shared/store/settings-store.ts";
import { type Around, interceptDatabase } from "../rig/intercepted-database.ts";
import { damageClosure, damageContact } from "../rig/poison.ts";
import { writtenOn } from "../rig/written-on.ts";
import { onEachEngine } from "./on-each-engine.ts";

const closures: Closure[] = [
  {
    closureId: "ponte",
    kind: "closure",
    scope: { kind: "region" },
    from: "2018-11-02",
    to: "2018-11-03",
    reason: "ponte",
  },
  {
    closureId: "sciopero",
    kind: "strike",
    scope: { kind: "institute", instituteCode: "MIIC8AN00E" },
    level: "primary",
    from: "2018-10-26",
    to: "2018-10-26",
    reason: "sciopero",
  },
  {
    closureId: "caldaia",
    kind: "closure",
    scope: { kind: "site", siteCode: "MIEE8AN02L" },
    from: "2018-12-04",
    to: "2018-12-05",
    reason: "caldaia guasta",
  },
  {
    closureId: "neve",
    kind: "weather",
    scope: { kind: "municipality", municipality: "F205" },
    from: "2019-02-01",
    to: "2019-02-01",
    reason: "neve",
  },
];

onEachEngine("settings", (world) => {
  const settings = () => settingsStore(world.database);
  const byId = (one: Closure, other: Closure) => (one.closureId < other.closureId ? -1 : 1);
  const closuresRead = async (onDamaged: OnDamaged) =>
    [
      ...(await settings().region(onDamaged)).closures,
      ...(await settings().officeClosures(firstOfficeCode, onDamaged)),
    ].toSorted(byId);

  test("closures of every scope are kept, changed and removed", async () => {
    expect(await closuresRead(refuseDamaged)).toEqual([]);
    for (const closure of closures)
      expect(await settings().putClosure(firstOfficeCode, closure, writtenOn())).toBe("created");
    expect(await closuresRead(refuseDamaged)).toEqual(closures.toSorted(byId));

    const [ponte, ...others] = closures;
    if (ponte === undefined) throw new Error("no closure");
    const longer = { ...ponte, to: "2018-11-04" };
    expect(await settings().putClosure(firstOfficeCode, ponte, writtenOn())).toBe("unchanged");
    expect(await settings().putClosure(firstOfficeCode, longer, writtenOn())).toBe("updated");
    expect(await closuresRead(refuseDamaged)).toEqual([longer, ...others].toSorted(byId));

    expect(await settings().removeClosure(firstOfficeCode, "ponte", writtenOn())).toBe("removed");
    expect(await settings().removeClosure(firstOfficeCode, "ponte", writtenOn())).toBe("no-such-closure");
    expect(await closuresRead(refuseDamaged)).toEqual(others.toSorted(byId));
  });

  test("a damaged closure hides none of the others, is told, and can be written anew or removed", async () => {
    for (const closure of closures) await settings().putClosure(firstOfficeCode, closure, writtenOn());
    const [first, second, ...others] = closures;
    if (first === undefined || second === undefined) throw new Error("no closures");
    for (const closure of [first, second]) await damageClosure(world.database, closure);
    const told: DamagedItem[] = [];
    const read = await closuresRead((damage) => told.push(damage));
    expect(read.map(({ closureId }) => closureId).toSorted()).toEqual(
      others.map(({ closureId }) => closureId).toSorted(),
    );
    const keys = [first, second].map(({ closureId, scope }) => closureKey(firstOfficeCode, closureId, scope.kind));
    expect(told.map(({ key }) => key)).toEqual(keys);
    expect(await settings().putClosure(firstOfficeCode, first, writtenOn())).toBe("updated");
    expect(await settings().removeClosure(firstOfficeCode, second.closureId, writtenOn())).toBe("removed");
    expect(await closuresRead(refuseDamaged)).toHaveLength(closures.length - 1);
  });

  test("a damaged contact keeps no other from the mail, and is not lost by what is told of the others", async () => {
    await settings().setHealthOfficeContacts(
      firstOfficeCode,
      { alertDigests: [{ email: "ada@ats.example" }], operationsNotices: [] },
      writtenOn(),
    );
    await damageContact(world.database);
    const told: DamagedItem[] = [];
    const tell = (damage: DamagedItem) => told.push(damage);
    expect((await settings().healthOfficeContacts(firstOfficeCode, tell)).alertDigests).toEqual([
      { email: "ada@ats.example", state: "valid" },
    ]);
    await settings().setHealthOfficeContactState(firstOfficeCode, "ada@ats.example", "bounced");
    expect((await settings().healthOfficeContacts(firstOfficeCode, tell)).alertDigests).toEqual([
      { email: "ada@ats.example", state: "bounced" },
    ]);
    expect(told).toHaveLength(2);
    await settings().setHealthOfficeContacts(
      firstOfficeCode,
      { alertDigests: [{ email: "ada@ats.example" }], operationsNotices: [] },
      writtenOn(),
    );
    expect((await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged)).alertDigests).toHaveLength(1);
  });

  test("an office has its own closures and the region's, and what closes a territory lies with its office", async () => {
    const [ponte] = closures;
    if (ponte === undefined) throw new Error("no closure");
    const lodi = { ...ponte, closureId: "lodi", scope: { kind: "territory", territory: "LODI" } } as const;
    await settings().putClosure("ats-brescia", ponte, writtenOn());
    await settings().putClosure("ats-brescia", lodi, writtenOn());
    expect(await settings().officeClosures("ats-brescia", refuseDamaged)).toEqual([lodi]);
    expect(await closuresRead(refuseDamaged)).toEqual([ponte]);
    // One that becomes an office's is still one closure.
    const own = { ...ponte, scope: lodi.scope };
    expect(await settings().putClosure(firstOfficeCode, own, writtenOn())).toBe("updated");
    expect(await closuresRead(refuseDamaged)).toEqual([own]);
    expect(await settings().removeClosure("ats-brescia", "ponte", writtenOn())).toBe("no-such-closure");
    expect(await settings().removeClosure(firstOfficeCode, "ponte", writtenOn())).toBe("removed");
  });

  test("a closure that is removed while it is written is a new one", async () => {
    const [ponte] = closures;
    if (ponte === undefined) throw new Error("no closure");
    const longer = { ...ponte, to: "2018-11-04" };
    await settings().putClosure(firstOfficeCode, ponte, writtenOn());
    let puts = 0;
    // Between the two writes of a change somebody takes the closure back.
    const meanwhile: Around = async ({ operation }, effect) => {
      if (operation === "put" && ++puts === 2) await settings().removeClosure(firstOfficeCode, "ponte", writtenOn());
      return effect();
    };
    const disturbed = settingsStore(interceptDatabase(world.database, meanwhile));
    expect(await disturbed.putClosure(firstOfficeCode, longer, writtenOn())).toBe("created");
    expect(await closuresRead(refuseDamaged)).toEqual([longer]);
  });

  test("the health office says who gets what, and an address keeps its state", async () => {
    expect(await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged)).toEqual({
      version: 0,
      alertDigests: [],
      operationsNotices: [],
    });
    const [ada, bea] = [{ email: "ada@ats.example", name: "Ada" }, { email: "bea@ats.example" }];
    await settings().setHealthOfficeContacts(
      firstOfficeCode,
      { alertDigests: [ada, bea], operationsNotices: [bea] },
      writtenOn(),
    );
    expect(await settings().setHealthOfficeContactState(firstOfficeCode, "BEA@ats.example", "bounced")).toBe("saved");
    expect(await settings().setHealthOfficeContactState(firstOfficeCode, "eva@ats.example", "bounced")).toBe(
      "no-such-contact",
    );
    const known = { ...bea, state: "bounced" };
    expect(await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged)).toEqual({
      version: 2,
      alertDigests: [{ ...ada, state: "valid" }, known],
      operationsNotices: [known],
    });
    const after = { version: 3, alertDigests: [known], operationsNotices: [{ ...ada, state: "valid" }] };
    expect(
      await settings().setHealthOfficeContacts(
        firstOfficeCode,
        { alertDigests: [bea], operationsNotices: [ada] },
        writtenOn(),
      ),
    ).toEqual(after);
    expect(await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged)).toEqual(after);
  });

  test("contacts that are set at once are set one after the other", async () => {
    await Promise.all(
      ["a", "b", "c"].map((name) =>
        settings().setHealthOfficeContacts(
          firstOfficeCode,
          { alertDigests: [{ email: `${name}@ats.example` }], operationsNotices: [] },
          writtenOn(),
        ),
      ),
    );
    const { version, alertDigests } = await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged);
    expect({ version, contacts: alertDigests.length }).toEqual({ version: 3, contacts: 1 });
  });

  test("contacts are replaced only over the version that was seen", async () => {
    const contacts = (name: string) => ({ alertDigests: [{ email: `${name}@ats.example` }], operationsNotices: [] });
    const saved = await settings().replaceHealthOfficeContacts(firstOfficeCode, [0], contacts("ada"), writtenOn());
    expect(saved).toMatchObject({ kind: "saved", contacts: { version: 1 } });
    const there = await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged);
    for (const version of [0, 2]) {
      expect(
        await settings().replaceHealthOfficeContacts(firstOfficeCode, [version], contacts("bea"), writtenOn()),
      ).toEqual({
        kind: "conflict",
        contacts: there,
      });
    }
    const outcomes = await Promise.all(
      ["a", "b", "c"].map((name) =>
        settings().replaceHealthOfficeContacts(firstOfficeCode, [1], contacts(name), writtenOn()),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === "saved")).toHaveLength(1);
    expect(await settings().healthOfficeContacts(firstOfficeCode, refuseDamaged)).toMatchObject({ version: 2 });
  });

  test("a machine client sends for the institutes it is registered with, and for no other", async () => {
    const item = { name: "supplier", version: "register", instituteCodes: ["MIIC8AN00E", "LOIC80000A"] };
    await world.database.put("settings", item, { expression: "attribute_not_exists(#name)" });
    expect(await settings().supplierInstitutes("register")).toEqual(["MIIC8AN00E", "LOIC80000A"]);
    expect(await settings().supplierInstitutes("stranger")).toEqual([]);
  });

  test("a territory is there once, whatever its name", async () => {
    for (const name of ["MILANO", "L'AQUILA", "LODI"]) {
      expect(await settings().addTerritory(name, firstOfficeCode, writtenOn("2023-02-16"))).toBe("created");
    }
    expect(await settings().addTerritory("LODI", firstOfficeCode, writtenOn("2023-02-21"))).toBe("exists");
    expect(await settings().territories()).toEqual(["L'AQUILA", "LODI", "MILANO"]);
    expect(await settings().listedTerritories(refuseDamaged)).toContainEqual({
      territory: "LODI",
      since: "2023-02-16",
      officeCode: firstOfficeCode,
      aliases: [],
    });
  });

  test("a territory goes from the office that owns it to another, and not from a third", async () => {
    const give = (territory: string, from: string, to: string) =>
      settings().giveTerritory({ territory, from, to }, writtenOn("2023-02-21"));
    await settings().addTerritory("LODI", firstOfficeCode, writtenOn("2023-02-16"));
    expect(await give("LODI", firstOfficeCode, "ats-milano")).toEqual({ kind: "given" });
    expect(await give("MILANO", firstOfficeCode, "ats-milano")).toEqual({ kind: "given" });
    const taken = { kind: "taken", officeCode: "ats-milano" };
    expect(await give("LODI", firstOfficeCode, "ats-brescia")).toEqual(taken);
    expect(await give("LODI", "ats-brescia", firstOfficeCode)).toEqual(taken);
    // A second time changes nothing.
    expect(await give("LODI", firstOfficeCode, "ats-milano")).toEqual({ kind: "given" });
    expect(await settings().listedTerritories(refuseDamaged)).toEqual([
      { territory: "LODI", since: "2023-02-16", officeCode: "ats-milano", aliases: [] },
      { territory: "MILANO", since: "2023-02-21", officeCode: "ats-milano", aliases: [] },
    ]);

    expect(await give("LODI", "ats-milano", firstOfficeCode)).toEqual({ kind: "given" });
    expect(await give("LODI", firstOfficeCode, "ats-brescia")).toEqual({ kind: "given" });
    expect(await settings().listedTerritories(refuseDamaged)).toMatchObject([
      { territory: "LODI", officeCode: "ats-brescia" },
      { territory: "MILANO", officeCode: "ats-milano" },
    ]);
  });

  test("a territory of an earlier release has no date", async () => {
    await world.database.put(
      "settings",
      { name: "common", version: "territory#LODI" },
      { expression: "attribute_not_exists(#name)" },
    );
    expect(await settings().addTerritory("LODI", firstOfficeCode, writtenOn("2023-02-21"))).toBe("exists");
    expect(await settings().listedTerritories(refuseDamaged)).toEqual([{ territory: "LODI", aliases: [] }]);
  });
});
