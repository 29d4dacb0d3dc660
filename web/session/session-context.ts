import { createContext, useContext } from "react";
import type { Session } from "./session.ts";

export type SessionContext = {
  session: Session | undefined;
  signIn: () => void;
  signOut: () => void;
};

export const SessionProvider = createContext<SessionContext | undefined>(undefined);

export function useSession(): SessionContext {
  const context = useContext(SessionProvider);
  if (context === undefined) throw new Error("no session provider");
  return context;
}
