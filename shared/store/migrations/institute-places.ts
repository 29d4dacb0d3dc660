import * as z from "zod";
import { placeText } from "../institute-store.ts";
import type { ItemMigration } from "../item-migration.ts";
import { itemParser } from "../parse-item.ts";
import { storedCode } from "../stored-fields.ts";

/** The part of a site that gives its place to its institute. */
const placedSite = z.object({ siteCode: storedCode, instituteCode: storedCode, territory: z.string().min(1) });

const parse = itemParser("sites", placedSite);

/** Adds the site's place to its institute, if the institute is registered. */
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
