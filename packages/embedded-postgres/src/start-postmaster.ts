import { closeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "@sdetkit/core";
import { lastOfLog, lengthOfLog, openLog } from "./postgres-log.ts";
import { clearOrphans, livingPostmaster, readPostmaster } from "./processes.ts";
import type { Runner } from "./runner-contract.ts";

/** Starts that fail because shared memory of a killed one is not given back yet. */
const ATTEMPTS = 20;

/** Starts a postmaster and waits until it takes connections; answers its process id. Fault `postgres-not-starting`. */
export async function startPostmaster(folder: string, runner: Runner, args: readonly string[]): Promise<number> {
  const data = join(folder, "data");
  for (let attempt = 1; ; attempt += 1) {
    await clearOrphans(data);
    const { pid, said } = await attemptStart(folder, runner, args);
    if (pid !== null) return pid;
    // "pre-existing shared memory block" and "lock file … already exists": of processes that are just going.
    if (attempt < ATTEMPTS && /pre-existing shared memory|lock file .* already exists/.test(said)) {
      await sleep(100);
      continue;
    }
    throw new Fault("postgres-not-starting", `expected PostgreSQL to start in ${folder}, it printed: ${said}`, {
      remedy: `fix what it names; the whole log is in ${join(folder, "log")}`,
    });
  }
}

/** `pid` is null when it ended before it took connections, and `said` why. */
async function attemptStart(
  folder: string,
  runner: Runner,
  args: readonly string[],
): Promise<{ readonly pid: number | null; readonly said: string }> {
  const before = lengthOfLog(folder);
  const log = openLog(folder);
  const child = runner.start("postgres", args, ["ignore", log, log]);
  closeSync(log);
  let gone = false;
  let problem: string | undefined;
  child.on("exit", () => {
    gone = true;
  });
  child.on("error", ({ message }) => {
    [gone, problem] = [true, message];
  });
  child.unref();
  const pid = await untilReady(join(folder, "data"), () => !gone);
  return gone ? { pid: null, said: problem ?? lastOfLog(folder, before) } : { pid, said: "" };
}

/**
 * Waits until the postmaster in the data folder takes connections, for as long as `alive`; null when it ended before. However
 * long that is: recovery after a crash takes its time on a slow disk, and would begin anew if it were given up.
 */
export async function untilReady(data: string, alive: () => boolean): Promise<number | null> {
  while (alive()) {
    if (readPostmaster(data)?.status === "ready") {
      const pid = livingPostmaster(data);
      if (pid !== null) return pid;
    }
    await sleep(5);
  }
  return null;
}
