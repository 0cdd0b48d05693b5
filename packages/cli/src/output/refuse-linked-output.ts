import { lstat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { Fault } from "@sdetkit/core";

/**
 * Refuses a place to write to that is a link, or that lies behind one below `base`: whoever filled that folder, a repository for
 * one, would choose what is overwritten. Of a path outside of `base` the person named all but the last part. Fault `output-linked`.
 */
export async function refuseLinkedOutput(base: string, path: string): Promise<void> {
  if (isStream(path)) return;
  const below = relative(base, path);
  const inside = below !== "" && below !== ".." && !below.startsWith(`..${sep}`);
  const parts = inside ? below.split(sep) : [];
  const places = inside ? parts.map((_, index) => join(base, ...parts.slice(0, index + 1))) : [path];
  for (const place of places) {
    const stat = await lstat(place).catch(() => null);
    if (stat?.isSymbolicLink()) {
      throw new Fault("output-linked", `expected ${path} without links, but ${place} is a link`);
    }
  }
}

/** Whether a path is this process's standard output or another open stream, and not a file. */
export function isStream(path: string): boolean {
  return /^\/dev\/(?:stdout|stderr|null|tty|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/.test(path);
}
