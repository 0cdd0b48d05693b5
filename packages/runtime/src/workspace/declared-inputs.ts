import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { ReadEntry, Sha256 } from "@sdetkit/core";
import { hashing } from "../hashing.ts";
import type { Pace } from "../pace.ts";
import { isGlob, pathGlob } from "../tar/path-glob.ts";
import { entryOf } from "./source-content.ts";
import { NOTHING_IGNORED } from "./source-filter.ts";
import { filesAt, type SourceFile, walkSource } from "./walk-source.ts";

/** Something that a step declared under `inputs`, as it lies in the workspace. */
export interface DeclaredInput {
  /** Relative to the workspace. */
  readonly path: string;
  readonly folder: boolean;
}

/** A folder as a whole: the digest of all that lies in it, and its files. */
export interface InputTree {
  readonly sha256: Sha256;
  readonly files: readonly SourceFile[];
}

/** What the declared paths and globs name. A path that is not there names nothing. */
export async function expandInputs(root: string, inputs: readonly string[], pace: Pace): Promise<DeclaredInput[]> {
  const found = new Map<string, DeclaredInput>();
  for (const input of inputs) {
    if (!isGlob(input)) {
      const stat = lstatSync(join(root, input), { throwIfNoEntry: false });
      if (stat) found.set(input, { path: input, folder: stat.isDirectory() });
      continue;
    }
    const glob = pathGlob(input);
    for await (const { path, escaped } of filesAt(root, glob.base, pace))
      if (!escaped && glob.matches(path)) found.set(path, { path, folder: false });
  }
  return [...found.values()];
}

/** Reads a folder as a whole; null when it is not there. */
export async function readInputTree(root: string, path: string, pace: Pace): Promise<InputTree | null> {
  const folder = join(root, path);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  const files: SourceFile[] = [];
  const lines: string[] = [];
  for await (const found of walkSource(folder, NOTHING_IGNORED, pace)) {
    for (const file of found.files) {
      await pace.breathe();
      files.push(file);
      lines.push(lineOf(entryOf(file, null), file));
    }
  }
  return { sha256: hashing.hex(lines.sort().join("")), files };
}

function lineOf(entry: ReadEntry | null, { path, escaped }: SourceFile): string {
  return `${entry?.kind ?? "missing"} ${entry?.sha256 ?? ""} ${escaped ? "escaped " : ""}${JSON.stringify(path)}\n`;
}
