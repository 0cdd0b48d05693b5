import { closeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ExitCode, Fault } from "@sdetkit/core";
import { lastOfLog, lengthOfLog, openLog } from "./postgres-log.ts";
import { clearOrphans, livingPostmaster, readPostmaster } from "./processes.ts";
import type { Runner } from "./runner-contract.ts";

/** Recovery after a crash may take long on a slow disk; that it runs at all is seen by its process. In milliseconds. */
const READY_WITHIN_MS = 120_000;
/** Starts that fail because shared memory of a killed one is not given back yet. */
const ATTEMPTS = 20;

/** Starts a postmaster and waits until it takes connections; answers its process id. Fault `postgres-not-starting`. */
export async function startPostmaster(folder: string, runner: Runner, args: readonly string[]): Promise<number> {
  const data = join(folder, "data");
  for (let attempt = 1; ; attempt += 1) {
    await clearOrphans(data);
    const before = lengthOfLog(folder);
    const pid = await attemptStart(folder, runner, args);
    if (pid !== null) return pid;
    const said = lastOfLog(folder, before);
    // "pre-existing shared memory block" and "lock file … already exists": of processes that are just going.
    if (attempt < ATTEMPTS && /pre-existing shared memory|lock file .* already exists/.test(said)) {
      await sleep(100);
      continue;
    }
    throw new Fault("postgres-not-starting", `expected PostgreSQL to start in ${folder}, it said: ${said}`, {
      exit: ExitCode.failed,
      remedy: `mend what it names; all of it is in ${join(folder, "log")}`,
    });
  }
}

async function attemptStart(folder: string, runner: Runner, args: readonly string[]): Promise<number | null> {
  const log = openLog(folder);
  const child = runner.start("postgres", args, ["ignore", log, log]);
  closeSync(log);
  let gone = false;
  const end = () => {
    gone = true;
  };
  child.on("exit", end);
  child.on("error", end);
  child.unref();
  const pid = await untilReady(join(folder, "data"), () => !gone);
  return gone ? null : pid;
}

/** Waits until the postmaster in the data folder takes connections, for as long as `alive`; null when it ended before. */
export async function untilReady(data: string, alive = () => livingPostmaster(data) !== null): Promise<number | null> {
  for (let waited = 0; waited < READY_WITHIN_MS && alive(); waited += 5) {
    if (readPostmaster(data)?.status === "ready") {
      const pid = livingPostmaster(data);
      if (pid !== null) return pid;
    }
    await sleep(5);
  }
  return null;
}
