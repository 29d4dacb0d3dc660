import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { policyInForce } from "../flows/alerts/policy-in-force.ts";

export const handler = handlerFor("get-alert-policy")(async ({ office }, deps) => {
  const { version, policy } = await policyInForce(office, deps);
  return { status: 200, body: { version, policy }, version };
});
