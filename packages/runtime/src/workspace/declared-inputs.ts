import { lstatSync, readlinkSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileFault } from "../files/file-fault.ts";
import { isGlob, pathGlob } from "../files/path-glob.ts";
import type { Pace } from "../platform/pace.ts";
import { filesAt } from "./walk-source.ts";

/** Something that a step declared under `inputs`, as it lies in the workspace. */
export interface DeclaredInput {
  /** Relative to the workspace. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link";
}

/**
 * What the declared paths and globs name. A path that is not there names nothing, and neither does a pipe, a socket or a device. A
 * link counts as itself; where a declared path is one, what it leads to in the workspace is declared with it.
 * @throws Fault `path-escapes` for a path that goes through a link, or is one that leads out of the workspace.
 */
export async function expandInputs(root: string, inputs: readonly string[], pace: Pace): Promise<DeclaredInput[]> {
  const found = new Map<string, DeclaredInput>();
  for (const input of inputs) {
    if (!isGlob(input)) {
      for (const each of followed(root, input)) found.set(each.path, each);
      continue;
    }
    const glob = pathGlob(input);
    refuseLinkOnWay(root, `${glob.base}/`);
    for await (const { path, escaped, stat } of filesAt(root, glob.base, pace))
      if (!escaped && glob.matches(path)) found.set(path, { path, kind: stat.isSymbolicLink() ? "link" : "file" });
  }
  return [...found.values()];
}

/** The input at a path; of links all on the way to what they lead to. */
function followed(root: string, input: string): DeclaredInput[] {
  const found = new Map<string, DeclaredInput>();
  for (let path = input; !found.has(path); ) {
    refuseLinkOnWay(root, path);
    const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isFile()) found.set(path, { path, kind: "file" });
    else if (stat?.isDirectory()) found.set(path, { path, kind: "folder" });
    if (!stat?.isSymbolicLink()) break;
    found.set(path, { path, kind: "link" });
    const target = targetOf(root, path);
    if (target === null) throw refused(path, "found a link that leads out of it");
    if (target === "") break;
    path = target;
  }
  return [...found.values()];
}

/**
 * Where a link leads, relative to the workspace; null: out of it, if only on the way. Part by part, as the system goes: `..` behind
 * a link would lead to where that one leads, so a link on the way is refused.
 */
function targetOf(root: string, path: string): string | null {
  const text = readlinkSync(join(root, path));
  if (isAbsolute(text) && text !== root && !text.startsWith(`${root}/`)) return null;
  const parts = isAbsolute(text) ? [] : path.split("/").slice(0, -1);
  const words = (isAbsolute(text) ? text.slice(root.length) : text).split("/").filter((word) => !/^\.?$/.test(word));
  for (const [n, word] of words.entries()) {
    if (word !== "..") parts.push(word);
    else if (parts.pop() === undefined) return null;
    if (n < words.length - 1) refuseLinkOnWay(root, `${parts.join("/")}/`);
  }
  return parts.join("/");
}

function refuseLinkOnWay(root: string, path: string): void {
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    const above = path.slice(0, at);
    if (lstatSync(join(root, above), { throwIfNoEntry: false })?.isSymbolicLink())
      throw refused(path.replace(/\/$/, ""), `found a link at ${above}`);
  }
}

function refused(path: string, found: string) {
  return fileFault(
    "path-escapes",
    { root: "workspace", path },
    `expected a place of the workspace under inputs, ${found}`,
  );
}
