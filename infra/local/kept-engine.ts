import { LocalCloudError, unusable } from "./cloud-error.ts";
import { type Engine, type EngineEnd, type EngineKind, startEngine, whyUnwritable } from "./engine.ts";

/** An engine that starts again when it dies. */
export type KeptEngine = {
  kind: EngineKind;
  /** It stays the same after a restart. */
  endpoint: string;
  isUp: () => boolean;
  /** Resolves when the engine answers again, or when there are no more restarts. */
  upAgain: () => Promise<void>;
  /** How many times it has died. */
  deaths: () => number;
  stop: () => Promise<void>;
};

/** An engine that dies more often within the window is given up. */
export const restartsMax = 10;
const restartWindowMillis = 60_000;

type Told = {
  /** A sentence about a restart. */
  onRestart: (sentence: string) => void;
  /** Called when the engine does not come back. */
  onLost: (error: LocalCloudError) => void;
};

/**
 * Starts the engine of a data folder. Whenever it dies, it starts it again on the same port.
 *
 * @throws LocalCloudError when the first start fails
 */
export async function keepEngine(
  options: { kind: EngineKind; dataDir: string },
  { onRestart, onLost }: Told,
): Promise<KeptEngine> {
  let engine = await startEngine(options);
  const { kind, endpoint } = engine;
  const port = Number(new URL(endpoint).port);
  const diedAt: number[] = [];
  let isUp = true;
  let isStopping = false;
  let restart = Promise.resolve();

  function watch({ ended }: Engine): void {
    void ended.then((end) => {
      if (isStopping) return;
      isUp = false;
      diedAt.push(performance.now());
      restart = startAgain(end).catch((fault: unknown) => onLost(lostError(kind, end, fault)));
    });
  }

  async function startAgain(end: EngineEnd): Promise<void> {
    const why = whyUnwritable(end.lastWords);
    if (why !== undefined) throw unusable(options.dataDir, "written", why);
    const since = performance.now() - restartWindowMillis;
    if (diedAt.filter((at) => at > since).length > restartsMax) {
      throw new LocalCloudError(
        `it died more than ${restartsMax} times within a minute; start again, and if that does not help, restore the data folder from a backup.`,
      );
    }
    engine = await startEngine({ ...options, port });
    if (isStopping) return;
    isUp = true;
    watch(engine);
    onRestart(`The engine ${kind} died (${end.how}) and has been started again; nothing that was answered is lost.`);
  }

  watch(engine);
  return {
    kind,
    endpoint,
    isUp: () => isUp,
    upAgain: () => restart,
    deaths: () => diedAt.length,
    async stop() {
      isStopping = true;
      await restart;
      await engine.stop();
    },
  };
}

function lostError(kind: EngineKind, { how }: EngineEnd, fault: unknown): LocalCloudError {
  const why = fault instanceof Error ? fault.message : String(fault);
  return new LocalCloudError(`The engine ${kind} died (${how}) and does not come back: ${why}`);
}
