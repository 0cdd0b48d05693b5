import { ExitCode, Fault, type LogicalRoot, parseLogicalPath, RUN_ID_TOKEN } from "@sdetkit/core";

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
    throw new Fault("path-escapes", `${word}: expected a path below its root, without \`..\``, {
      exit: ExitCode.failed,
    });
  const real = path.path === "" ? roots[path.root] : `${roots[path.root]}/${path.path}`;
  return `${match.groups["option"] ?? ""}${real}`.replaceAll(RUN_ID_TOKEN, runId);
}

/** Printed text with real folders and the run's id turned back into what stands for them: it may then enter a record. */
export function dematerialise(text: string, { roots, runId }: Places): string {
  // The longer root first: the output folder usually lies below the workspace.
  const pairs = (["workspace", "output"] as const).map((root) => [roots[root], `${root}:`] as const);
  pairs.sort(([a], [b]) => b.length - a.length);
  let logical = text;
  for (const [real, token] of pairs) if (real !== "/") logical = logical.replaceAll(real, token);
  return logical.replaceAll(runId, RUN_ID_TOKEN);
}
