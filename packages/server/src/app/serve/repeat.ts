import { isAway } from "../../storage/database/database-fault.ts";

/** Work that is done again and again; one at a time, the next one a pause after the last. */
export interface Chore {
  readonly name: string;
  readonly everyMs: number;
  work(): Promise<unknown>;
}

/** Repeats chores until stopped. A database that is away is no news; any other failure is told, and the chore goes on. */
export function repeat(chores: readonly Chore[], told: (chore: string, error: unknown) => void): () => Promise<void> {
  let stopped = false;
  const stops = chores.map(({ name, everyMs, work }) => {
    let timer: NodeJS.Timeout;
    let current: Promise<unknown> = Promise.resolve();
    const next = () => {
      if (stopped) return;
      timer = setTimeout(() => {
        current = once();
      }, everyMs);
    };
    const once = async () => {
      try {
        await work();
      } catch (error) {
        if (!isAway(error)) told(name, error);
      }
      next();
    };
    next();
    return async () => {
      clearTimeout(timer);
      await current;
    };
  });
  return async () => {
    stopped = true;
    await Promise.all(stops.map((stop) => stop()));
  };
}
