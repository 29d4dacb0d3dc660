import * as z from "zod";

// To be imported before any schema is made. An item or a request is small, and may be the only one that a process sees:
// to compile a parser for it, as zod does by itself, would cost more than it saves.
z.config({ jitless: true });
