import { expect, test } from "vitest";
import type { Contact } from "../../shared/domain/registry/institute.ts";
import { contactChangeStore } from "../../shared/store/contact-change-store.ts";
import { refuseDamaged } from "../../shared/store/parse-item.ts";
import { onEachEngine } from "./on-each-engine.ts";

const owner = "MIIC8AN00E";
const at = (minute: number) => new Date(`2023-03-14T10:${String(minute).padStart(2, "0")}:00Z`);
const contact = (email: string, state: Contact["state"] = "valid"): Contact => ({ email, state, name: "Segreteria" });
const address = (email: string, state: Contact["state"] = "valid") => ({ email, state });

onEachEngine("changes of contacts", (world) => {
  const changes = () => contactChangeStore(world.database);
  const untold = (max = 10) => changes().untold(max, refuseDamaged);

  test("that nobody was told of cost a job half a unit to find out that there are none", async () => {
    expect(await untold()).toEqual([]);
    expect(world.spent().calls).toBe(1);
  });

  test("wait with the addresses from before, the changes of one owner together", async () => {
    await changes().note(owner, [contact("ada@scuola.example", "bounced")], at(1));
    await changes().note(owner, [contact("ADA@scuola.example"), contact("bea@scuola.example")], at(2));
    await changes().note("health-office", [], at(3));
    expect(await untold()).toEqual([
      {
        owner,
        before: [address("ada@scuola.example", "bounced"), address("bea@scuola.example")],
        changedAt: at(2),
        changes: 2,
      },
      { owner: "health-office", before: [], changedAt: at(3), changes: 1 },
    ]);
    expect(await untold(1)).toHaveLength(1);
  });

  test("are settled as they were read, and not with what came in between", async () => {
    await changes().note(owner, [contact("ada@scuola.example")], at(1));
    const [read] = await untold();
    if (read === undefined) throw new Error("nothing waits");
    await changes().note(owner, [contact("bea@scuola.example")], at(2));
    expect(await changes().settle(read)).toBe("changed-meanwhile");
    const [both] = await untold();
    if (both === undefined) throw new Error("nothing waits");
    expect(await changes().settle(both)).toBe("settled");
    expect(await changes().settle(both)).toBe("settled");
    expect(await untold()).toEqual([]);
  });

  test("made at once are all there", async () => {
    const emails = Array.from({ length: 8 }, (_, number) => `n${number}@scuola.example`);
    await Promise.all(emails.map((email) => changes().note(owner, [contact(email)], at(1))));
    const [change] = await untold();
    expect(change?.before.map(({ email }) => email).toSorted()).toEqual(emails);
    expect(change?.changes).toBe(emails.length);
  });

  test("however many and quick they are, the first addresses stay and the item does not grow", async () => {
    await changes().note(owner, [contact("ada@scuola.example")], at(1));
    for (let round = 0; round < 20; round++) {
      const emails = Array.from({ length: 10 }, (_, number) => `n${round}-${number}@scuola.example`);
      await changes().note(
        owner,
        emails.map((email) => contact(email)),
        at(2),
      );
    }
    const [change] = await untold();
    expect(change?.before).toHaveLength(60);
    expect(change?.before[0]).toEqual(address("ada@scuola.example"));
  });
});
