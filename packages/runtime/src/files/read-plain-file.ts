import fs from "node:fs";
import { open, stat } from "node:fs/promises";
import { Fault } from "@sdetkit/core";
import { fillBuffer, fillBufferAside } from "./fill-buffer.ts";

const { O_NOCTTY, O_NONBLOCK, O_RDONLY } = fs.constants;
const FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY;
/** More than Node reads in one piece, and so more than any file that sdetkit wrote. */
const MOST_BYTES = 2 ** 31 - 1;
/** A signed note or a key: some hundred bytes, whoever wrote it. */
export const NOTE_BYTES = 2 ** 16;

/**
 * Reads a file that sdetkit wrote itself and that somebody may have put something else in the place of: a pipe or a device is
 * never opened or waited for, and no more is read than its size when it was opened, at most `maxBytes`. Fault `not-plain` (exit 5); what the file system says
 * otherwise, such as ENOENT, is thrown as it is. A link is followed, as to a key that a volume brings.
 */
export function readPlainFile(path: string, maxBytes = MOST_BYTES): Buffer {
  requirePlain(path, fs.statSync(path), maxBytes);
  const fd = fs.openSync(path, FLAGS);
  try {
    const stat = fs.fstatSync(fd);
    requirePlain(path, stat, maxBytes);
    return fillBuffer(fd, Buffer.allocUnsafe(stat.size));
  } finally {
    fs.closeSync(fd);
  }
}

/** As `readPlainFile`, while this thread does other work. */
export async function readPlainFileAside(path: string, maxBytes = MOST_BYTES): Promise<Buffer> {
  requirePlain(path, await stat(path), maxBytes);
  const file = await open(path, FLAGS);
  try {
    const stat = await file.stat();
    requirePlain(path, stat, maxBytes);
    return await fillBufferAside(file, Buffer.allocUnsafe(stat.size));
  } finally {
    await file.close();
  }
}

/** Whether an error says that something else than a file of sdetkit lies there. */
export function isNotPlain(error: unknown): error is Fault {
  return error instanceof Fault && error.code === "not-plain";
}

/** Refuses what is no regular file or too large to be one of sdetkit's. Fault `not-plain`. */
export function requirePlain(path: string, stat: fs.Stats, maxBytes = Number.POSITIVE_INFINITY): void {
  if (stat.isFile() && stat.size <= maxBytes) return;
  const got = stat.isFile() ? `one of ${stat.size} bytes` : kindOf(stat);
  const expected = stat.isFile() ? `a file of at most ${maxBytes} bytes` : "a regular file";
  throw new Fault("not-plain", `expected ${path} to be ${expected}, got ${got}`);
}

function kindOf(stat: fs.Stats): string {
  if (stat.isFIFO()) return "a pipe";
  if (stat.isDirectory()) return "a folder";
  return stat.isSocket() ? "a socket" : "a device";
}
