import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { enterEnrolment } from "../flows/registry/enter-enrolment.ts";

export const handler = handlerFor("put-enrolment")(async ({ path, site, body, caller, now }, deps) => {
  const { siteCode, validFrom } = path;
  const { confirm = false, ...counts } = body;
  const written = { by: caller.subject, at: now };
  const entry = await enterEnrolment(site, { validFrom, ...counts }, confirm, written, deps);
  switch (entry.kind) {
    case "refused":
      return { problem: entry.refusal };
    case "created":
      return { status: 201, body: { siteCode, ...entry.step } };
    case "replaced":
    case "unchanged":
      return { status: 200, body: { siteCode, ...entry.step } };
  }
});
