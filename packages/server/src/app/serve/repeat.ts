import { isAway } from "../../storage/database/database-fault.ts";

/** Work that is done again and again; one at a time, the next one a pause after the last. */
export interface MaintenanceTask {
  readonly name: string;
  readonly everyMs: number;
  work(): Promise<unknown>;
}

/** Repeats maintenance tasks until stopped. A database that is away is no news; any other failure is told, and the task goes on. */
export function repeat(
  maintenanceTasks: readonly MaintenanceTask[],
  told: (task: string, error: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  const stops = maintenanceTasks.map(({ name, everyMs, work }) => {
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
