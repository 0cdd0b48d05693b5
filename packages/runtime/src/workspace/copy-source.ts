import fs from "node:fs";
import { join } from "node:path";
import { unescapedName } from "../files/file-name.ts";
import type { SourceFile, SourceFolder } from "./walk-source.ts";

/** Where a file or folder of a workspace lies in another folder. */
export function placeIn(target: string, { path, escaped }: Pick<SourceFile, "path" | "escaped">): string | Buffer {
  return escaped ? Buffer.concat([Buffer.from(`${target}/`), unescapedName(path)]) : join(target, path);
}

/** Copies folders that were walked, outer ones first, with what lies in them. */
export function copyFolders(folders: readonly SourceFolder[], target: string): void {
  for (const folder of folders) {
    fs.mkdirSync(placeIn(target, folder), { recursive: true });
    for (const file of folder.files) copyFile(file, placeIn(target, file));
  }
}

/**
 * Copies a file or a link, sharing blocks where the file system can. What cannot be read here could not be read by a command either;
 * what is gone by now is not there.
 */
export function copyFile({ place, stat }: Pick<SourceFile, "place" | "stat">, to: string | Buffer): void {
  try {
    if (stat.isSymbolicLink()) {
      fs.symlinkSync(fs.readlinkSync(place, "buffer"), to);
      return;
    }
    fs.copyFileSync(place, to, fs.constants.COPYFILE_FICLONE);
    fs.chmodSync(to, stat.mode & 0o777);
    fs.utimesSync(to, stat.atime, stat.mtime);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") fs.writeFileSync(to, "", { mode: 0 });
    else if (code !== "ENOENT") throw error;
  }
}
