import * as z from "zod";
import type { Territory } from "../domain/codes.ts";
import type { Authorship } from "../domain/principal.ts";
import { type AreaList, areaCode } from "../domain/registry/district.ts";
import type { Database, Key } from "./database.ts";
import { itemParser } from "./parse-item.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { storedCode, storedJson, storedMunicipality } from "./stored-fields.ts";

export type AreaStore = {
  /** The last list, in ascending order of codes; empty before the first one. */
  ofTerritory(territory: Territory): Promise<AreaList>;
  /** Replaces the earlier list as a whole: no reader gets parts of both. */
  replace(territory: Territory, areas: AreaList, written: Authorship): Promise<void>;
};

/** An area has under 600 bytes: a part stays below the 400 KB of an item. */
const areasOfPartMax = 500;

const absentCondition = { expression: "attribute_not_exists(#name)" };

/** Names the valid list. Its parts are in the same partition, under the list's id. */
const headVersion = "list";

const headItem = z.object({ listId: z.string().min(1), parts: z.int().min(0), writes: z.int().min(1) });
const partItem = z.object({
  areas: storedJson(
    z.array(
      z.union([
        z.object({ siteCode: storedCode, district: z.string().min(1) }),
        z.object({
          municipality: storedMunicipality,
          municipalityName: z.string().exactOptional(),
          district: z.string().min(1),
        }),
      ]),
    ),
  ),
});

type Head = z.output<typeof headItem>;

/** The districts of municipalities and sites, one list for each territory. */
export function areaStore(database: Database): AreaStore {
  const parseHead = itemParser("settings", headItem);
  const parsePart = itemParser("settings", partItem);

  async function headOf(territory: Territory): Promise<Head | undefined> {
    const item = await database.get("settings", keyOf(territory, headVersion), { consistent: true });
    return item === undefined ? undefined : parseHead(item);
  }

  /** Undefined when a part is gone, because another list has replaced this one. */
  async function partsOf(territory: Territory, head: Head): Promise<AreaList | undefined> {
    const items = await database.getMany("settings", partKeys(territory, head), { consistent: true });
    const sorted = items.toSorted((one, other) => (String(one.version) < String(other.version) ? -1 : 1));
    return items.length === head.parts ? sorted.flatMap((item) => parsePart(item).areas) : undefined;
  }

  return {
    async ofTerritory(territory) {
      return retryOnConflict(`the areas of ${territory}`, async () => {
        const head = await headOf(territory);
        return head === undefined ? [] : ((await partsOf(territory, head)) ?? "conflict");
      });
    },

    async replace(territory, areas, { by, at }) {
      const texts = partTexts(areas);
      await retryOnConflict(`the areas of ${territory}`, async () => {
        const before = await headOf(territory);
        const writes = (before?.writes ?? 0) + 1;
        const head = { listId: `${padded(writes)}.${at.getTime()}.${by}`, parts: texts.length, writes };
        for (const [position, key] of partKeys(territory, head).entries()) {
          const put = await database.put("settings", { ...key, areas: texts[position] }, absentCondition);
          // The same account at the same instant, with another list.
          if (put.kind === "refused" && put.current?.areas !== texts[position]) return "conflict";
        }
        const outcome = await database.put(
          "settings",
          { ...keyOf(territory, headVersion), ...head, by, at: at.getTime() },
          before === undefined
            ? absentCondition
            : { expression: "#writes = :before", values: { before: before.writes } },
        );
        if (outcome.kind === "refused") return "conflict";
        await removeBefore(territory, writes);
        return "replaced";
      });
    },
  };

  /** Also removes the parts of slower writers: a list started before this one can no longer become valid. */
  async function removeBefore(territory: Territory, writes: number): Promise<void> {
    const sort = { upTo: padded(writes) };
    for await (const items of database.queryPages({ table: "settings", partition: partitionOf(territory), sort })) {
      for (const item of items)
        await database.remove("settings", keyOf(territory, String(item.version)), {
          expression: "attribute_exists(#name)",
        });
    }
  }
}

function partitionOf(territory: Territory): string {
  return `areas#${territory}`;
}

function keyOf(territory: Territory, version: string): Key {
  return { name: partitionOf(territory), version };
}

function partKeys(territory: Territory, { listId, parts }: Pick<Head, "listId" | "parts">): Key[] {
  return Array.from({ length: parts }, (_, part) => keyOf(territory, `${listId}#${padded(part)}`));
}

const numberDigits = 9;

function padded(number: number): string {
  return String(number).padStart(numberDigits, "0");
}

/** In the order of their codes, so that the same list always gives the same texts. */
function partTexts(areas: AreaList): string[] {
  const sorted = areas.toSorted((one, other) => (areaCode(one) < areaCode(other) ? -1 : 1));
  return Array.from({ length: Math.ceil(sorted.length / areasOfPartMax) }, (_, part) =>
    JSON.stringify(sorted.slice(part * areasOfPartMax, (part + 1) * areasOfPartMax)),
  );
}
