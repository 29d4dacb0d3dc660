import * as z from "zod";

// Import this before any schema is made. Items and requests are small, and a process may handle only one. Zod would
// compile a parser for it, which costs more than it saves.
z.config({ jitless: true });
