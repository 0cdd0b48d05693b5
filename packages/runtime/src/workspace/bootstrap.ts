import { existsSync } from "node:fs";
import { chmod, link, lstat, mkdir, open, readdir, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DEFAULT_CONFIG_TEXT, Fault } from "@sdetkit/core";
import { pathExists } from "../files/path-exists.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { isAbandoned, temporaryName } from "../files/temporary-name.ts";
import { type Layout, LEDGER_KEY_FILES } from "../files/workspace-layout.ts";
import { DATABASE } from "../history/file-names.ts";
import { isUnwritable } from "../history/require-writable.ts";
import { openLedgerKey } from "../keys/ledger-key.ts";
import { refuseLinks } from "./refuse-links.ts";

/** What bootstrapping found and made. Paths are relative to the workspace. */
export interface Bootstrapped {
  /** Files and folders that were not there before. */
  readonly made: readonly string[];
  /** Whether the config was written now, is the one that is written by default, or was changed by its owner. */
  readonly config: "written" | "default" | "changed";
}

/** What git must not see: histories and keys belong to one clone, not to the repository. */
const IGNORED = ["/agent/", "/server/"];

/**
 * Makes what is missing below `.sdetkit/`, and nothing else: a config that is there is never touched. Any number of
 * processes may do this at the same time.
 * @throws Fault `not-a-folder` when something else is in a folder's place, a link for instance: links are not followed.
 */
export async function bootstrap(layout: Layout): Promise<Bootstrapped> {
  const made: string[] = [];
  const top = dirname(layout.config);
  const name = (path: string) => relative(layout.root, path);
  for (const folder of [top, layout.agent, layout.workdir, layout.runs, layout.history, layout.keys]) {
    if (await makeFolder(folder, name(folder))) made.push(`${name(folder)}/`);
  }
  await refuseLinks(layout);
  await sweep(top);
  // Before the key: whoever is killed in between must not leave a key that `git add` takes along.
  const ignore = join(top, ".gitignore");
  if (await writeNew(ignore, `${IGNORED.join("\n")}\n`)) made.push(name(ignore));
  await openKeys(layout.keys, name(layout.keys));
  const key = join(layout.keys, LEDGER_KEY_FILES.private);
  // A ledger that was begun without this key cannot be continued with a new one: then it has to be restored, not made.
  if (!pathExists(key) && !pathExists(join(layout.history, DATABASE))) {
    openLedgerKey(layout, { create: true });
    made.push(name(key));
  }
  const text = DEFAULT_CONFIG_TEXT;
  if (await writeNew(layout.config, text)) return { made: [...made, name(layout.config)], config: "written" };
  const changed = (await readTextFile(layout.config)) !== text;
  return { made, config: changed ? "changed" : "default" };
}

/** The public key is for whoever verifies, by its name; the private one beside it is a file of the owner alone. */
const KEYS_MODE = 0o711;

/** A folder that is as it should be is left alone: chmod changes its time. */
async function openKeys(path: string, name: string): Promise<void> {
  if (((await lstat(path)).mode & 0o777) === KEYS_MODE) return;
  try {
    await chmod(path, KEYS_MODE);
  } catch (error) {
    // Somebody else's, or mounted for reading: it is as good as it can be unless others may write there.
    if (((await lstat(path)).mode & 0o022) !== 0) throw unwritable(name, error);
  }
}

async function makeFolder(path: string, name: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unwritable(name, error);
  }
  const found = await lstat(path);
  if (found.isDirectory()) return false;
  const kind = found.isSymbolicLink() ? "a link" : "something else";
  const remedy = `move it away: ${name}/ has to be a folder of this workspace, and links are not followed`;
  throw new Fault("not-a-folder", `expected ${name} to be a folder, found ${kind}`, { remedy });
}

/**
 * Creates a file whole or not at all, never over another one and never through a link: it is linked into place, so that
 * another process that reads it at the same moment never finds it half written.
 */
async function writeNew(path: string, text: string): Promise<boolean> {
  if (existsSync(path)) return false;
  const temporary = join(dirname(path), temporaryName());
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw unwritable(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Temporary files of processes that are gone: nobody will finish them. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (isAbandoned(name)) await rm(join(folder, name), { force: true });
}

function unwritable(name: string, cause: unknown): Fault {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Fault("workspace-unwritable", `expected permission to create ${name}, got: ${why}`, {
    remedy: isUnwritable(cause)
      ? "run this as the owner of the workspace, or in a writable place; see `sdetkit agent doctor`"
      : "see `sdetkit agent doctor`",
    cause,
  });
}
