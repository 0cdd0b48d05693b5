/** Work that is looked for when told, and now and then. */
export interface WorkLoop {
  start(): void;
  /** Looks now, or once more after the look that is under way. */
  wake(): void;
  /** Resolves when the look that is under way is over: it ends with what it has begun. */
  stop(): Promise<void>;
}

/** Runs `look` one at a time, which asks `going` before it begins another part of its work; `failed` hears what went wrong, and the next look comes after the pause as ever. */
export function createWorkLoop(options: {
  readonly look: (going: () => boolean) => Promise<void>;
  readonly pauseMs: number;
  readonly failed: (error: unknown) => void;
}): WorkLoop {
  const { look, pauseMs, failed } = options;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let again = false;
  let running = false;
  const round = async (): Promise<void> => {
    do {
      again = false;
      await look(() => running).catch((error: unknown) => {
        again = false;
        failed(error);
      });
    } while (again && running);
    looking = null;
    if (running) timer = setTimeout(wake, pauseMs);
  };
  const wake = (): void => {
    again = true;
    if (!running || looking !== null) return;
    clearTimeout(timer);
    looking = round();
  };
  return {
    start: () => {
      running = true;
      wake();
    },
    wake,
    stop: async () => {
      running = false;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** Waits for all, also when one fails; then throws what the first one threw. */
export async function everyOne(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((settled) => settled.status === "rejected");
  if (failed) throw failed.reason;
}
