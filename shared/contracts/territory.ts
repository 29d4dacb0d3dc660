import * as z from "zod";
import { rites } from "../domain/calendar/carnival.ts";
import { officeCode, territory } from "./fields.ts";

export const territoryDetails = z
  .object({
    territory,
    officeCode: officeCode.meta({ description: "The health office that owns it" }),
    aliases: z.array(z.string()).exactOptional().meta({ description: "Names under which its history lies too" }),
    rite: z.enum(rites).exactOptional().meta({ description: "Of Carnival, where it is not that of the province" }),
  })
  .meta({ id: "Territory" });
