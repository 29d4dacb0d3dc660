import { routes } from "../../shared/routes.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { openApiOf } from "../../shared/runtime/openapi.ts";

let document: ReturnType<typeof openApiOf> | undefined;

export const handler = handlerFor("get-openapi")(async (_request, deps) => {
  // Once per process: it depends on nothing but the tables and where the service stands.
  document ??= openApiOf(routes, deps.webOrigin);
  return { status: 200, body: { ...document } };
});
