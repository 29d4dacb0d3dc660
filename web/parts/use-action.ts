import { useState } from "react";

export type ActionState = { kind: "idle" | "running" | "done" } | { kind: "failed"; fault: unknown };

/** Something a person does with a click: whether it runs, was done, or why it failed. */
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
