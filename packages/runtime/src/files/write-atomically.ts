import fs from "node:fs";
import type { LogicalPath } from "@sdetkit/core";
import { fileFault } from "./file-fault.ts";
import { temporaryName } from "./temporary-name.ts";
import type { OpenFolder, Owner } from "./walk-folders.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = fs.constants;
const FILE_MODE = 0o644;
const PROGRAM_MODE = 0o755;
const OWNER_EXECUTES = 0o100;

/** Waiting for the disk is what takes long: this thread does other work meanwhile. */
const synced = (fd: number): Promise<void> =>
  new Promise((resolve, reject) => fs.fsync(fd, (error) => (error ? reject(error) : resolve())));

function writeAll(fd: number, data: Uint8Array): void {
  for (let done = 0; done < data.length; ) done += fs.writeSync(fd, data, done, data.length - done);
}

/**
 * Puts a file into an open folder: temporary file, fsync, rename, fsync of the folder. When any part fails, the target is as
 * it was and the temporary file is gone; a failed fsync is never tried again, for the kernel may have dropped the data.
 */
export async function writeAtomically(
  folder: OpenFolder,
  name: string,
  path: LogicalPath,
  data: Uint8Array,
  owner: Owner | undefined,
): Promise<void> {
  const target = `${folder.base}/${name}`;
  const before = fs.lstatSync(target, { throwIfNoEntry: false });
  if (before?.isSymbolicLink())
    throw fileFault("path-escapes", path, "expected a regular file or nothing, found a link");
  if (before && !before.isFile())
    throw fileFault("not-a-file", path, "expected a regular file or nothing, found something else");

  // As git sees it: a program stays one, and nothing else of a mode is kept.
  const mode = before && (before.mode & OWNER_EXECUTES) !== 0 ? PROGRAM_MODE : FILE_MODE;
  const temporary = `${folder.base}/${temporaryName()}`;
  const fd = fs.openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    try {
      fs.fchmodSync(fd, mode);
      if (owner) fs.fchownSync(fd, owner.uid, owner.gid);
      writeAll(fd, data);
      await synced(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  await synced(folder.fd);
}
