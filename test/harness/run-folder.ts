import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { TestProject } from "vitest/node";
import { currentOwner, isAlive, isOwner } from "../../packages/runtime/src/platform/process-owner.ts";
import { endProcesses, lastingProcesses, list } from "./processes.ts";

const PREFIX = "sdetkit-";
/** For what was told to end and need not be waited for. In milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * Gives one run of the tests a folder for all temporary files of this project, by which its processes are told from those of any
 * other run. What one of them left is ended and named when the tests are over, and then the run has failed; when it is
 * interrupted it is ended without a word; and when the run is killed the next one ends it. Projects share the folder.
 */
export function setup({ config }: Pick<TestProject, "config">): void {
  const name = `${PREFIX}${currentOwner()}`;
  const folder = join(tmpdir(), name);
  config.env = { ...config.env, TMPDIR: folder };
  if (existsSync(folder)) return;
  sweep(tmpdir());
  mkdirSync(folder);
  // As the folder it stands for.
  chmodSync(folder, 0o1777);
  process.once("exit", (code) => {
    const interrupted = code > 128;
    const left = interrupted ? [] : lastingProcesses(name, PATIENCE_MS);
    if (left.length > 0) {
      writeSync(2, `\nexpected no process of the tests to be left, these were:\n${list(left)}\n`);
      process.exitCode = 1;
    }
    remove(folder);
  });
}

/** Ends and removes what runs left that were killed. */
function sweep(above: string): void {
  for (const name of readdirSync(above)) {
    const owner = name.slice(PREFIX.length);
    if (name.startsWith(PREFIX) && isOwner(owner) && !isAlive(owner)) remove(join(above, name));
  }
}

function remove(folder: string): void {
  endProcesses(basename(folder));
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Somebody else's, or closed by a test: only files, and nothing depends on them.
  }
}
