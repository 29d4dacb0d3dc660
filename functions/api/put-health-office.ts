import { healthOfficeReply } from "../../shared/contracts/health-office-reply.ts";
import { grantTerritory } from "../../shared/domain/jurisdiction.ts";
import { outsideScope } from "../../shared/runtime/authorise.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { enterHealthOffice } from "../flows/offices/enter-health-office.ts";

export const handler = handlerFor("put-health-office")(
  async ({ path: { officeCode }, body, ifMatch, caller, jurisdiction, decider, now }, deps) => {
    const { territories: asked, ...fields } = body;
    const own = asked.map((one) => grantTerritory(jurisdiction, one)?.territory);
    if (own.includes(undefined)) return { problem: outsideScope };
    const territories = [...new Set(own.filter((territory) => territory !== undefined))].toSorted();
    const office = { officeCode, ...fields };

    const written = { by: caller.subject, at: now };
    const { listed } = jurisdiction;
    const owned = [...listed].flatMap(([territory, owner]) => (owner === officeCode ? [territory] : []));
    const [before, after] = [{ territories: owned.join(", ") }, { territories: territories.join(", ") }];
    const decided = () => deps.audit.append({ ...decider, target: officeCode, before, after });
    const entry = await enterHealthOffice({ office, territories }, ifMatch, listed, written, deps, decided);
    deps.forgetCalendar();
    if (entry.kind === "refused") return { problem: entry.refusal };
    if (entry.kind === "stale") return { problem: { reason: "stale-version", currentVersion: entry.currentVersion } };

    const { version, isNew } = entry;
    return { status: isNew ? 201 : 200, body: healthOfficeReply(office, version, entry.territories), version };
  },
);
