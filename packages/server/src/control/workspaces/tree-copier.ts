import { spawn } from "node:child_process";
import type { Owner } from "./tree-tasks.ts";
import { TreeThread } from "./tree-thread.ts";

/** Up to so many entries are copied by the thread, in a few milliseconds; a process takes three before its first one. */
const SMALL = 100;

/** A folder that was not copied, and what `cp` said. */
export class CopyFailure extends Error {
  override readonly name = "CopyFailure";
}

/** Copies trees, and gives them to their owners: what is small in a thread of its own. */
export class TreeCopier {
  readonly #thread = new TreeThread();

  /**
   * Copies a folder that nobody changes meanwhile to where nothing is, sharing blocks where the file system can: links stay links,
   * and nothing shares an inode. Owners stay who they are.
   */
  async copy(from: string, to: string, entries: number, owner: Owner | null): Promise<void> {
    if (entries <= SMALL) await this.#thread.do({ kind: "copy", from, to, owner });
    else await copyByProcess(from, to);
  }

  /** How many files, folders and links there are below a folder. With an owner, they are given to it, and the folder too. */
  claim(folder: string, owner: Owner | null): Promise<number> {
    return this.#thread.do({ kind: "claim", folder, owner });
  }
}

function copyByProcess(from: string, to: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" };
    const child = spawn("cp", ["-a", "--", from, to], { env, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString("utf8")).slice(-2_000);
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new CopyFailure(errors.trim()))));
  });
}
