import { absencesRoutes } from "./routes/absences-routes.ts";
import { publicRoutes } from "./routes/public-routes.ts";
import { registrationRoutes } from "./routes/registration-routes.ts";
import { surveillanceRoutes } from "./routes/surveillance-routes.ts";

/**
 * Every HTTP route. The gateway in the cloud, the local gateway, validation, authorisation and the OpenAPI document are
 * made from these rows. A function is bundled only with its own part.
 */
export const routes = { ...publicRoutes, ...absencesRoutes, ...registrationRoutes, ...surveillanceRoutes };

export type RouteName = keyof typeof routes;
