import { Fault, type LogicalRoot, parseLogicalPath, RUN_ID_TOKEN } from "@sdetkit/core";

/** What logical words stand for in one run: real folders, and the run's id. */
export interface Places {
  readonly roots: { readonly [root in LogicalRoot]: string };
  readonly runId: string;
}

/**
 * A word as a process gets it: `output:/x` or `--out=workspace:/x` with the real folder in place of the root, the run's id in
 * place of its token. A logical path is one only at the start of the word or after its first `=`, and reaches to its end.
 * Throws a Fault `path-escapes` for a logical path that is no path.
 */
export function materialise(word: string, { roots, runId }: Places): string {
  const match = /^(?<option>[^=]*=)?(?<path>(?:workspace|output):(?:\/.*)?)$/s.exec(word);
  if (!match?.groups) return word.replaceAll(RUN_ID_TOKEN, runId);
  const path = parseLogicalPath(match.groups["path"] as string);
  if (typeof path === "string")
    throw new Fault("path-escapes", `${word}: expected a path below its root, without \`..\``);
  const real = path.path === "" ? roots[path.root] : `${roots[path.root]}/${path.path}`;
  return `${match.groups["option"] ?? ""}${real}`.replaceAll(RUN_ID_TOKEN, runId);
}

/** What can come before a path: nothing, a separator, an option's letter as in `-I/path`, or the `//` of a `file:` address. */
const BEFORE = /(?:^|[^\w.~/-]|(?:^|\s)-{1,2}\w+|file:\/\/)$/;
/** What can come after a folder's path: nothing, a path below it, or what is no part of a name. A full stop may end a sentence. */
const AFTER = /^(?:$|\/|[^\w.~+@%-]|\.+(?:$|[^\w]))/;

/** Replaces a folder's path where it is as a path, never where it is a part of another word. */
function replacePaths(text: string, real: string, token: string): string {
  const parts = text.split(real);
  let out = parts[0] ?? "";
  for (const [i, part] of parts.slice(1).entries()) {
    const before = parts[i] === "" && i > 0 ? out.slice(-64) : (parts[i] as string).slice(-64);
    const isPath = BEFORE.test(before) && AFTER.test(part);
    out += (isPath ? token : real) + part;
  }
  return out;
}

/** Printed text with real folders and the run's id turned back into what stands for them: it may then enter a record. */
export function dematerialise(text: string, { roots, runId }: Places): string {
  // The longer root first: the output folder usually lies below the workspace.
  const pairs = (["workspace", "output"] as const).map((root) => [roots[root], `${root}:`] as const);
  pairs.sort(([a], [b]) => b.length - a.length);
  let logical = text;
  for (const [real, token] of pairs) if (real !== "/") logical = replacePaths(logical, real, token);
  return logical.replaceAll(runId, RUN_ID_TOKEN);
}
