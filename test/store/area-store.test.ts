import { expect, test } from "vitest";
import { areaStore } from "../../shared/store/area-store.ts";
import { interceptDatabase } from "../rig/intercepted-database.ts";
import { writtenOn } from "../rig/written-on.ts";
import { gathered, onEachEngine, siteCodeOf } from "./on-each-engine.ts";

const milano = { municipality: "F205", municipalityName: "Milano", district: "Milano città" };
const plesso = { siteCode: "MIEE8AN02L", district: "Nord" };

onEachEngine("the areas of a territory", (world) => {
  const areas = () => areaStore(world.database);
  const versions = async (territory: string) =>
    (await gathered(world.database.queryPages({ table: "settings", partition: `areas#${territory}` }))).map(
      ({ version }) => String(version),
    );

  test("are none before they are entered, and then as they were entered last", async () => {
    expect(await areas().ofTerritory("MILANO")).toEqual([]);
    await areas().replace("MILANO", [plesso, milano], writtenOn());
    expect(await areas().ofTerritory("MILANO")).toEqual([milano, plesso]);
    await areas().replace("MILANO", [{ ...plesso, district: "Sud" }], writtenOn());
    expect(await areas().ofTerritory("MILANO")).toEqual([{ ...plesso, district: "Sud" }]);
    expect(await areas().ofTerritory("LODI")).toEqual([]);
    await areas().replace("MILANO", [], writtenOn());
    expect(await areas().ofTerritory("MILANO")).toEqual([]);
    expect(await versions("MILANO")).toEqual(["list"]);
  });

  test("outgrow no item, however long the names are", async () => {
    const name = "\u{1F3EB}".repeat(60);
    const long = Array.from({ length: 1_001 }, (_, number) => ({ siteCode: siteCodeOf(number), district: name }));
    await areas().replace("MILANO", long, writtenOn());
    expect(await versions("MILANO")).toHaveLength(4);
    expect(await areas().ofTerritory("MILANO")).toEqual(long);
  });

  test("are one list or the other to who reads while they are replaced, at whatever moment", async () => {
    const before = [milano];
    const after = [plesso];
    let calls = 1;
    for (let at = 1; at <= calls; at++) {
      await areas().replace("MILANO", before, writtenOn());
      calls = 0;
      const database = interceptDatabase(world.database, async (_, effect) => {
        if (++calls === at) {
          const read = await areas().ofTerritory("MILANO");
          expect([before, after], `before call ${at}`).toContainEqual(read);
        }
        return effect();
      });
      await areaStore(database).replace("MILANO", after, writtenOn());
    }
    expect(calls).toBeGreaterThan(3);
  });

  test("are one list or the other to who is overtaken while reading", async () => {
    await areas().replace("MILANO", [milano], writtenOn());
    let overtaken = false;
    const database = interceptDatabase(world.database, async (call, effect) => {
      if (call.operation === "getMany" && !overtaken) {
        overtaken = true;
        await areas().replace("MILANO", [plesso], writtenOn());
      }
      return effect();
    });
    expect(await areaStore(database).ofTerritory("MILANO")).toEqual([plesso]);
  });

  test("entered twice at once are the one or the other, and nothing is left of what was overtaken", async () => {
    await Promise.all([
      areas().replace("MILANO", [milano], writtenOn()),
      areas().replace("MILANO", [plesso], writtenOn()),
    ]);
    expect([[milano], [plesso]]).toContainEqual(await areas().ofTerritory("MILANO"));
    await areas().replace("MILANO", [milano, plesso], writtenOn());
    expect(await versions("MILANO")).toHaveLength(2);
  });
});
