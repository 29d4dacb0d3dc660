import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { openApiOf } from "../../shared/runtime/openapi.ts";

/** Made once per process and table: the document depends only on these and on the service's address. */
const documents = new WeakMap<object, ReturnType<typeof openApiOf>>();

export const handler = handlerFor("get-openapi")(async ({ rows }, deps) => {
  const document = documents.get(rows) ?? openApiOf(rows, deps.webOrigin);
  documents.set(rows, document);
  return { status: 200, body: { ...document } };
});
