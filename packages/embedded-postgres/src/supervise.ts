import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endPostmaster } from "./end-postmaster.ts";
import { boundLog } from "./postgres-log.ts";
import { livingPostmaster, readPostmaster, signal, worksIn } from "./processes.ts";

const LOOK_MS = 25;
const SHUTDOWN_LOOKS = 10;
const LOG_LOOKS = 60_000 / LOOK_MS;
const LONGEST_PAUSE_MS = 2_000;

/** A postmaster that is started again whenever it ends. */
interface Supervised {
  readonly pid: number | null;
  stop(): Promise<void>;
}

/** `start`: starts it again, and answers the process id. Adopted ones are no children of ours, so all are looked at the same way. */
export function supervise(options: {
  readonly folder: string;
  readonly pid: number;
  readonly start: () => Promise<number>;
  readonly log: (message: string) => void;
}): Supervised {
  const { folder, start, log } = options;
  const data = join(folder, "data");
  let pid: number | null = options.pid;
  let stopping = false;
  let restarting: Promise<void> | null = null;
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    if (looks % LOG_LOOKS === 0) boundLog(folder);
    if (restarting !== null || stopping) return;
    if (pid !== null && worksIn(data, pid)) {
      // Asked to end by somebody else, it would refuse us for as long as our own connections last.
      if (looks % SHUTDOWN_LOOKS === 0 && readPostmaster(data)?.status === "stopping") signal(pid, "SIGINT");
      return;
    }
    pid = null;
    restarting = restart().finally(() => {
      restarting = null;
    });
  }, LOOK_MS);
  timer.unref();
  const restart = async (): Promise<void> => {
    log("PostgreSQL exited, restarting");
    for (let pause = 100; !stopping; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        pid = await start();
        log("PostgreSQL restarted");
        return;
      } catch (error) {
        if (!stopping) log(`PostgreSQL failed to start: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(pause);
      }
    }
  };
  return {
    get pid() {
      return pid;
    },
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      // One that is being started again may be recovering for long: it need not come to its end.
      const starting = restarting === null ? null : livingPostmaster(data);
      if (starting !== null) signal(starting, "SIGINT");
      await restarting;
      if (pid !== null) await endPostmaster(data, pid);
      pid = null;
    },
  };
}
