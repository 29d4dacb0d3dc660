import { useState } from "react";

export type ActionState = { kind: "idle" | "running" | "done" } | { kind: "failed"; fault: unknown };

/** The state of an action that a person starts with a click: idle, running, done, or failed with the reason. */
export function useAction() {
  const [state, setState] = useState<ActionState>({ kind: "idle" });
  return {
    state,
    isRunning: state.kind === "running",
    async run(act: () => Promise<void>): Promise<void> {
      setState({ kind: "running" });
      try {
        await act();
        setState({ kind: "done" });
      } catch (fault) {
        setState({ kind: "failed", fault });
      }
    },
    reset: () => setState({ kind: "idle" }),
  };
}
