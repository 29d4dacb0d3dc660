declare module "dynalite" {
  import type { Server } from "node:http";

  /** The part of dynalite's options that is used here. Without `path` it keeps the tables in memory. */
  function dynalite(options: { createTableMs: number; path?: string }): Server;
  export = dynalite;
}
