import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { policyInForce } from "../flows/alerts/policy-in-force.ts";

export const handler = handlerFor("get-alert-policy")(async (_request, deps) => {
  const { version, policy } = await policyInForce(firstOfficeCode, deps);
  return { status: 200, body: { version, policy }, version };
});
