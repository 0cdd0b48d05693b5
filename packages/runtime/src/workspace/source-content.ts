import { createHash } from "node:crypto";
import fs from "node:fs";
import type { ReadEntry, Sha256 } from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import { type CommitTree, escapedKey } from "./commit-tree.ts";
import type { SourceFile } from "./walk-source.ts";

/** Larger files are hashed piece by piece. */
const WHOLE = 16 * 1024 * 1024;
const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;

/**
 * What a command that sees this file could read of it besides the commit: null when the commit holds the same bytes with the
 * same kind. `tree` null: there is no commit.
 */
export function entryOf(file: SourceFile, tree: CommitTree | null): ReadEntry | null {
  const { path, escaped, stat } = file;
  const named = { path, ...(escaped ? { escaped: true as const } : {}) };
  const key = escaped ? escapedKey(path) : path;
  try {
    if (stat.isSymbolicLink()) {
      const target = fs.readlinkSync(file.place, "buffer");
      if (tree?.holds(key, "link", target)) return null;
      return { ...named, kind: "link", sha256: hashing.hex(target) };
    }
    const kind = (stat.mode & 0o100) === 0 ? "file" : "executable";
    const sameKind = tree?.kindOf(key) === kind;
    if (stat.size > WHOLE) return largeEntry(file, { ...named, kind }, sameKind ? tree : null);
    const content = readBytes(file.place, stat.size);
    if (sameKind && tree?.holds(key, "file", content)) return null;
    return { ...named, kind, sha256: hashing.hex(content) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    return { ...named, kind: "unreadable", sha256: null };
  }
}

/** Whole bytes of a regular file, never waiting for a writer, never through a link. */
function readBytes(place: string | Buffer, expected: number): Buffer {
  const fd = fs.openSync(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  try {
    const buffer = Buffer.allocUnsafe(expected + 1);
    let length = 0;
    for (;;) {
      const got = fs.readSync(fd, buffer, length, buffer.length - length, null);
      length += got;
      if (got === 0) return buffer.subarray(0, length);
      if (length === buffer.length) return Buffer.concat([buffer, fs.readFileSync(fd)]);
    }
  } finally {
    fs.closeSync(fd);
  }
}

function largeEntry(file: SourceFile, named: Omit<ReadEntry, "sha256">, tree: CommitTree | null): ReadEntry | null {
  const { sha256, objectId } = hashLarge(file.place, file.stat.size, tree);
  if (tree && objectId !== null && tree.holdsObject(named.path, "file", objectId)) return null;
  return { ...named, sha256 };
}

function hashLarge(
  place: string | Buffer,
  size: number,
  tree: CommitTree | null,
): { readonly sha256: Sha256; readonly objectId: string | null } {
  const fd = fs.openSync(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  const [content, object] = [createHash("sha256"), tree?.objectHash(size)];
  try {
    const piece = Buffer.allocUnsafe(1024 * 1024);
    for (let got = fs.readSync(fd, piece); got > 0; got = fs.readSync(fd, piece)) {
      content.update(piece.subarray(0, got));
      object?.update(piece.subarray(0, got));
    }
  } finally {
    fs.closeSync(fd);
  }
  return { sha256: content.digest("hex") as Sha256, objectId: object?.digest("hex") ?? null };
}
