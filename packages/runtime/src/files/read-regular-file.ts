import fs from "node:fs";
import type { LogicalPath } from "@sdetkit/core";
import { fileFault } from "./file-fault.ts";
import { fillBuffer } from "./fill-buffer.ts";
import type { OpenFolder } from "./walk-folders.ts";

const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;

/** Refuses whatever is no regular file, before opening (a device may act on being opened) and again after. */
function requireRegular(stat: fs.Stats, path: LogicalPath): void {
  if (stat.isSymbolicLink()) throw fileFault("path-escapes", path, "expected a regular file, found a link");
  if (!stat.isFile()) throw fileFault("not-a-file", path, "expected a regular file, found something else");
}

/** Reads a whole regular file of an open folder, at most `maxBytes`, never waiting for a writer. */
export function readRegularFile(folder: OpenFolder, name: string, path: LogicalPath, maxBytes: number): Uint8Array {
  const file = `${folder.base}/${name}`;
  requireRegular(fs.lstatSync(file), path);
  const fd = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  try {
    const stat = fs.fstatSync(fd);
    requireRegular(stat, path);
    // One byte more than announced, so that a file that grows meanwhile is noticed.
    let buffer = Buffer.allocUnsafe(Math.min(stat.size, maxBytes) + 1);
    let length = fillBuffer(fd, buffer).length;
    while (length === buffer.length) {
      if (length > maxBytes) throw fileFault("file-too-large", path, `expected at most ${maxBytes} bytes, found more`);
      buffer = Buffer.concat([buffer], Math.min(length * 2, maxBytes + 1));
      length += fillBuffer(fd, buffer.subarray(length)).length;
    }
    return buffer.subarray(0, length);
  } finally {
    fs.closeSync(fd);
  }
}
