import { expect, test } from "vitest";
import { instituteStore } from "../../shared/store/institute-store.ts";
import { type DamagedItem, refuseDamaged } from "../../shared/store/parse-item.ts";
import { damageInstitute } from "../rig/poison.ts";
import { writtenOn } from "../rig/written-on.ts";
import { onEachEngine } from "./on-each-engine.ts";

const instituteCode = "MIIC8AN00E";
const entry = { instituteCode, name: "IC via Inventata", contacts: [{ email: "miic8an00e@scuola.example" }] };
const fromRegistry = {
  instituteCode,
  name: "IC via Inventata",
  contacts: [{ email: "miic8an00e@scuola.example", state: "valid" }],
  language: "it",
  contactsFrom: "registry",
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
