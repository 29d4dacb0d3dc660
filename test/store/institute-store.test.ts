import { expect, test } from "vitest";
import { instituteStore } from "../../shared/store/institute-store.ts";
import { type DamagedItem, refuseDamaged } from "../../shared/store/parse-item.ts";
import { damageInstitute } from "../rig/poison.ts";
import { writtenOn } from "../rig/written-on.ts";
import { onEachEngine, siteCodeOf } from "./on-each-engine.ts";

const instituteCode = "MIIC8AN00E";
const entry = {
  instituteCode,
  name: "IC via Inventata",
  contacts: [{ email: "miic8an00e@scuola.example" }],
  places: [{ siteCode: "MIEE8AN02L", territory: "MILANO" }],
};
const fromRegistry = {
  instituteCode,
  name: "IC via Inventata",
  contacts: [{ email: "miic8an00e@scuola.example", state: "valid" }],
  language: "it",
  contactsFrom: "registry",
  territories: ["MILANO"],
};

onEachEngine("institutes", (world) => {
  const institutes = () => instituteStore(world.database);

  test("the registry names an institute and its address", async () => {
    expect(await institutes().get(instituteCode)).toBeUndefined();
    expect(await institutes().putRegistryEntry(entry, writtenOn())).toBe("created");
    expect(await institutes().get(instituteCode)).toEqual(fromRegistry);
    expect(await institutes().putRegistryEntry(entry, writtenOn())).toBe("unchanged");
    const moved = { ...entry, name: "IC via Nuova", contacts: [{ email: "nuova@scuola.example" }] };
    expect(await institutes().putRegistryEntry(moved, writtenOn())).toBe("updated");
    const contacts = [{ email: "nuova@scuola.example", state: "valid" }];
    expect(await institutes().get(instituteCode)).toEqual({ ...fromRegistry, name: "IC via Nuova", contacts });
  });

  test("a registry that does not know the address leaves the one that is known", async () => {
    await institutes().putRegistryEntry(entry, writtenOn());
    expect(await institutes().putRegistryEntry({ ...entry, contacts: [] }, writtenOn())).toBe("unchanged");
    expect(await institutes().putRegistryEntry({ ...entry, name: "IC via Nuova", contacts: [] }, writtenOn())).toBe(
      "updated",
    );
    expect(await institutes().get(instituteCode)).toEqual({ ...fromRegistry, name: "IC via Nuova" });
  });

  test("an import does not overwrite the contacts that a school has set", async () => {
    await institutes().putRegistryEntry(entry, writtenOn());
    const contacts = [{ email: "vicepreside@scuola.example", name: "Vicepreside" }];
    const saved = await institutes().setContacts(instituteCode, contacts, writtenOn());
    const own = { ...fromRegistry, contacts: [{ ...contacts[0], state: "valid" }], contactsFrom: "school" };
    expect(saved).toEqual({ kind: "saved", institute: own });
    expect(await institutes().putRegistryEntry(entry, writtenOn())).toBe("unchanged");
    expect(await institutes().putRegistryEntry({ ...entry, name: "IC via Nuova" }, writtenOn())).toBe("updated");
    expect(await institutes().get(instituteCode)).toEqual({ ...own, name: "IC via Nuova" });
  });

  test("the language stays as the school has said it, whatever is imported or saved without one", async () => {
    await institutes().putRegistryEntry(entry, writtenOn());
    expect((await institutes().get(instituteCode))?.language).toBe("it");
    await institutes().setContacts(instituteCode, [], writtenOn(), "de");
    await institutes().putRegistryEntry({ ...entry, name: "Schulsprengel" }, writtenOn());
    await institutes().setContacts(instituteCode, entry.contacts, writtenOn());
    expect(await institutes().get(instituteCode)).toMatchObject({ name: "Schulsprengel", language: "de" });
  });

  test("contacts of an institute nobody knows are not set", async () => {
    expect(await institutes().setContacts(instituteCode, [], writtenOn())).toEqual({ kind: "no-such-institute" });
    expect(await institutes().get(instituteCode)).toBeUndefined();
  });

  test("an address that bounced stays so while it is listed, and is valid when entered anew", async () => {
    const [bad, good] = [{ email: "Chiusa@scuola.example" }, { email: "aperta@scuola.example" }];
    await institutes().putRegistryEntry({ ...entry, contacts: [bad, good] }, writtenOn());
    expect(await institutes().setContactState(instituteCode, "chiusa@scuola.example", "bounced")).toBe("saved");
    expect(await institutes().setContactState(instituteCode, "nessuno@scuola.example", "bounced")).toBe(
      "no-such-contact",
    );
    expect(await institutes().setContactState("MIIC00000X", "chiusa@scuola.example", "bounced")).toBe(
      "no-such-contact",
    );

    const statesAfter = async (contacts: { email: string }[]) => {
      await institutes().setContacts(instituteCode, contacts, writtenOn());
      return (await institutes().get(instituteCode))?.contacts.map(({ state }) => state);
    };
    expect(await statesAfter([good, bad])).toEqual(["valid", "bounced"]);
    expect(await statesAfter([good])).toEqual(["valid"]);
    expect(await statesAfter([good, bad])).toEqual(["valid", "valid"]);
  });

  test("an import keeps what is known of an address", async () => {
    await institutes().putRegistryEntry(entry, writtenOn());
    await institutes().setContactState(instituteCode, "miic8an00e@scuola.example", "complained");
    expect(await institutes().putRegistryEntry(entry, writtenOn())).toBe("unchanged");
    await institutes().putRegistryEntry({ ...entry, name: "IC via Nuova" }, writtenOn());
    expect((await institutes().get(instituteCode))?.contacts[0]?.state).toBe("complained");
  });

  test("states that arrive at once are all kept", async () => {
    const contacts = ["a", "b", "c", "d"].map((name) => ({ email: `${name}@scuola.example` }));
    await institutes().putRegistryEntry({ ...entry, contacts }, writtenOn());
    await Promise.all(contacts.map(({ email }) => institutes().setContactState(instituteCode, email, "bounced")));
    const stored = await institutes().get(instituteCode, { consistent: true });
    expect(stored?.contacts.map(({ state }) => state)).toEqual(["bounced", "bounced", "bounced", "bounced"]);
  });

  test("its territories are where its sites lie: a place is added, and settled once the site has moved", async () => {
    const territories = async () => (await institutes().get(instituteCode))?.territories;
    const lies = (siteCode: string, territory: string, of = instituteCode) => ({
      siteCode,
      territory,
      instituteCode: of,
    });
    await institutes().putRegistryEntry(entry, writtenOn());
    const enter = (siteCode: string, territory: string) =>
      institutes().enterPlace({ instituteCode, name: "x" }, { siteCode, territory }, writtenOn());
    await enter("MIMM8AN01M", "LODI");
    await enter("MIEE8AN02L", "PAVIA");
    expect(await territories()).toEqual(["LODI", "MILANO", "PAVIA"]);
    const now = [lies("MIEE8AN02L", "PAVIA"), lies("MIEE8AN03N", "MILANO", "LOIC80000A")];
    await institutes().settlePlaces(instituteCode, ["MIEE8AN02L", "MIEE8AN03N"], async (codes) => {
      expect([...codes].toSorted()).toEqual(
        ["MIEE8AN02L", "MIEE8AN02L", "MIEE8AN02L", "MIEE8AN03N", "MIMM8AN01M"].toSorted(),
      );
      return now;
    });
    // A site that is not written yet keeps its place; a site of another institute does not count.
    expect(await territories()).toEqual(["LODI", "PAVIA"]);
    expect(await institutes().get(instituteCode)).toMatchObject({ name: entry.name, contacts: fromRegistry.contacts });
    await institutes().settlePlaces("MIIC00000X", [], async () => []);
    expect(await institutes().get("MIIC00000X")).toBeUndefined();
  });

  test("a settling that was overtaken reads the sites anew", async () => {
    await institutes().putRegistryEntry(entry, writtenOn());
    let reads = 0;
    await institutes().settlePlaces(instituteCode, [], async ([siteCode = ""]) => {
      reads++;
      // Another writer settles and changes nothing, but its write is enough.
      if (reads === 1) await institutes().settlePlaces(instituteCode, [], async () => []);
      return [{ siteCode, territory: reads === 1 ? "LODI" : "PAVIA", instituteCode }];
    });
    expect(reads).toBe(2);
    expect((await institutes().get(instituteCode))?.territories).toEqual(["PAVIA"]);
  });

  test("it has a hundred sites in five territories at most; one more is refused and nothing is written", async () => {
    const placesIn = (count: number) =>
      Array.from({ length: count }, (_, number) => ({
        siteCode: siteCodeOf(number),
        territory: `T${number % 5}`,
      }));
    const put = (places: typeof entry.places, name = entry.name) =>
      institutes().putRegistryEntry({ ...entry, name, places }, writtenOn());
    expect(await put(placesIn(100))).toBe("created");
    expect(await put(placesIn(101), "Altro nome")).toBe("institute-too-large");
    const enter = (siteCode: string, territory: string) =>
      institutes().enterPlace({ instituteCode, name: "x" }, { siteCode, territory }, writtenOn());
    expect(await enter(siteCodeOf(0), "T5")).toBe("institute-too-large");
    expect(await enter(siteCodeOf(0), "T4")).toBe("entered");
    expect(await institutes().get(instituteCode)).toMatchObject({
      name: entry.name,
      territories: ["T0", "T1", "T2", "T3", "T4"],
    });
    expect(await put(placesIn(100), "Altro nome")).toBe("updated");
  });

  test("many institutes are read at once", async () => {
    await institutes().putRegistryEntry(entry, writtenOn());
    await institutes().putRegistryEntry({ ...entry, instituteCode: "LOIC80000A" }, writtenOn());
    const found = await institutes().getMany([instituteCode, "LOIC80000A", instituteCode, "MIIC00000X"], refuseDamaged);
    expect(found.map((one) => one.instituteCode).toSorted()).toEqual(["LOIC80000A", instituteCode]);
    await damageInstitute(world.database, "LOIC80000A");
    const told: DamagedItem[] = [];
    const readable = await institutes().getMany([instituteCode, "LOIC80000A"], (damage) => told.push(damage));
    expect(readable.map((one) => one.instituteCode)).toEqual([instituteCode]);
    expect(told.map(({ key }) => key)).toEqual([{ instituteCode: "LOIC80000A" }]);
  });
});
