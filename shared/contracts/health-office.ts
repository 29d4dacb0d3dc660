import * as z from "zod";
import {
  askedTerritory,
  line,
  listOf,
  localDate,
  mailAddress,
  officeCode,
  territory,
  version,
  webAddress,
} from "./fields.ts";

const nameMax = 200;
const numberMax = 60;

/** More territories than Italy has provinces. */
export const officeTerritoriesMax = 200;

const officeName = line.max(nameMax);
const startsOn = localDate.meta({ description: "Before it nothing is surveyed in the territories of the office" });
const contactPerson = line.max(nameMax).meta({ description: "Whom pages name as the one to turn to" });
const asksIllness = z.boolean().meta({ description: "Whether schools are asked how many of the absent are ill" });

const help = z
  .strictObject({
    phone: line.max(numberMax).exactOptional(),
    email: mailAddress.exactOptional(),
    emailSubject: line.max(nameMax).exactOptional(),
    url: webAddress.exactOptional(),
  })
  .meta({ description: "Whom schools ask for help" });

const circular = z
  .strictObject({ authority: line.max(nameMax), number: line.max(numberMax), date: localDate, url: webAddress })
  .meta({ description: "The letter by which schools are asked to take part" });

const controller = z
  .strictObject({ name: line.max(nameMax), dpoEmail: mailAddress.exactOptional() })
  .meta({ description: "Who answers for the data, and whom one writes to about them" });

const officeFields = {
  name: officeName,
  startsOn: startsOn.exactOptional(),
  help,
  circular: circular.exactOptional(),
  contactPerson: contactPerson.exactOptional(),
  controller,
  asksIllness,
};

export const healthOfficeBody = z.strictObject({
  ...officeFields,
  territories: listOf(askedTerritory, officeTerritoriesMax).meta({
    description: "All that the office owns: what is not named goes back to the first office",
  }),
});

export const healthOfficeDetails = z
  .object({
    officeCode,
    ...officeFields,
    territories: z.array(territory).meta({ description: "Of a school authority, those that are its own" }),
    version,
  })
  .meta({ id: "HealthOffice", description: "A health office (ATS) as pages and mails speak of it" });
