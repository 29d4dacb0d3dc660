import * as z from "zod";
import { placeText } from "../institute-store.ts";
import type { ItemMigration } from "../item-migration.ts";
import { itemParser } from "../parse-item.ts";
import { storedCode } from "../stored-fields.ts";

/** As much of a site as tells its institute where it lies. */
const placedSite = z.object({ siteCode: storedCode, instituteCode: storedCode, territory: z.string().min(1) });

const parse = itemParser("sites", placedSite);

/** The institute of a site gets its place; where nobody has registered the institute there is none to tell. */
export const institutePlaces: ItemMigration = (item) => {
  const { instituteCode, ...place } = parse(item);
  return {
    copies: [],
    elsewhere: [
      {
        table: "institutes",
        key: { instituteCode },
        expression: {
          expression: "SET #places = list_append(if_not_exists(#places, :none), :places), #version = #version + :one",
          values: { none: [], places: [placeText(place)], one: 1 },
        },
        condition: {
          expression: "attribute_exists(#instituteCode) AND NOT contains(#places, :place)",
          values: { place: placeText(place) },
        },
      },
    ],
  };
};
