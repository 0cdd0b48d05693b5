import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { access, lstat, readdir } from "node:fs/promises";
import { Fault } from "@sdetkit/core";
import { printable } from "./printable-name.ts";

/** As many files as a commit may have. */
const MOST_FILES = 200_000;

/** What no run gets a copy of. */
const LEFT = new Set([".git", ".sdetkit"]);

/**
 * Bytes of the files of a plain folder, of which each run gets a copy. One that the server cannot read, or whose name no record could
 * keep, is found out now and not by the run: Fault `folder-not-usable` names it.
 */
export async function surveyFolder(folder: string): Promise<number> {
  let files = 0;
  const start = Buffer.from(folder);
  const relative = (path: Buffer) =>
    path.length === start.length ? Buffer.from(".") : path.subarray(start.length + 1);

  async function bytesBelow(directory: Buffer): Promise<number> {
    let bytes = 0;
    for (const { name } of await entriesOf(directory)) {
      if (directory === start && LEFT.has(name.toString())) continue;
      const path = Buffer.concat([directory, Buffer.from("/"), name]);
      if (!isUtf8(name)) throw notUsable(relative(path), "its name is not UTF-8");
      files += 1;
      if (files > MOST_FILES) throw notUsable(relative(directory), `the folder has more than ${MOST_FILES} files`);
      const stat = await lstat(path).catch(() => null);
      if (stat?.isDirectory()) bytes += await bytesBelow(path);
      else if (stat?.isFile()) {
        await access(path, constants.R_OK).catch((error) => refuse(path, error));
        bytes += stat.size;
      }
    }
    return bytes;
  }

  const entriesOf = (directory: Buffer) =>
    readdir(directory, { withFileTypes: true, encoding: "buffer" }).catch((error) => refuse(directory, error));

  /** What went meanwhile is no problem. */
  function refuse(path: Buffer, { code }: NodeJS.ErrnoException): [] {
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw notUsable(relative(path), code === "EACCES" ? "the server may not read it" : `reading it fails with ${code}`);
  }

  return bytesBelow(start);
}

function notUsable(path: Uint8Array, why: string): Fault {
  return new Fault("folder-not-usable", `expected files that can be copied, got ${printable(path)}: ${why}`);
}
