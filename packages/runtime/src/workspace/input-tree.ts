import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { ReadEntry, Sha256 } from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import type { Pace } from "../platform/pace.ts";
import { entryOf } from "./source-content.ts";
import { NOTHING_IGNORED } from "./source-filter.ts";
import { type SourceFile, type SourceFolder, walkSource } from "./walk-source.ts";

/** A folder that a step declared under `inputs`, as a whole. */
export interface InputTree {
  /** Of the paths, kinds and content of all files and links in it, and of the paths of folders that hold nothing. */
  readonly sha256: Sha256;
  /** Its folders, outer ones first, with paths relative to it. */
  readonly folders: readonly SourceFolder[];
  /** Whether something lies in it that is not part of it: a repository, pipes, sockets, devices. */
  readonly holdsMore: boolean;
  /** Whether a file in it could not be read. */
  readonly unreadable: boolean;
}

/** Reads a folder as a whole; null when it is not there. */
export async function readInputTree(root: string, path: string, pace: Pace): Promise<InputTree | null> {
  const folder = join(root, path);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  const folders: SourceFolder[] = [];
  const lines: string[] = [];
  let unreadable = false;
  for await (const found of walkSource(folder, NOTHING_IGNORED, pace)) {
    folders.push(found);
    for (const file of found.files) {
      await pace.yieldIfDue();
      const entry = entryOf(file, null);
      unreadable ||= entry?.kind === "unreadable";
      lines.push(lineOf(entry?.kind ?? "missing", entry?.sha256 ?? null, file));
    }
    if (found.path !== "" && found.files.length === 0 && found.folders.length === 0)
      lines.push(lineOf("folder", null, found));
  }
  const above = [".git", ".sdetkit"].some((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }));
  return {
    sha256: hashing.hex(lines.sort().join("")),
    folders,
    holdsMore: above || folders.some(({ left }) => left.length > 0),
    unreadable,
  };
}

function lineOf(
  kind: ReadEntry["kind"],
  sha256: Sha256 | null,
  { path, escaped }: Pick<SourceFile, "path" | "escaped">,
): string {
  return `${kind} ${sha256 ?? ""} ${escaped ? "escaped " : ""}${JSON.stringify(path)}\n`;
}
