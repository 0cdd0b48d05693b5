import { Fault } from "@sdetkit/core";
import { GitFailure, git } from "../../workspace/git.ts";
import type { FoundIn } from "../finding.ts";

/** One content that a file had at some time. */
export interface FileVersion {
  /** The object id of the blob. */
  readonly blob: string;
  /** Relative to the top of the repository, with `/`. */
  readonly path: string;
  /** The first commit that brought this content, under this path. */
  readonly commit: FoundIn;
}

const REGULAR = /^100/;
const NOTHING = /^0+$/;

/**
 * Lists each blob once that the commits behind HEAD brought, oldest first: with the commit that brought it first. A merge counts
 * where its content differs from all that it merges.
 * @param since a commit; what is reachable from it is left out.
 * @throws Fault `usage` when there is no such commit.
 */
export async function listVersions(root: string, since: string | null): Promise<readonly FileVersion[]> {
  const range = since === null ? ["HEAD"] : ["HEAD", `^${await commitOf(root, since)}`];
  const asked = ["--topo-order", "--reverse", "--raw", "-z", "--no-abbrev", "--no-renames", "--root"];
  const out = await git(root, [
    "log",
    ...asked,
    "--diff-merges=combined",
    "--no-ext-diff",
    "--no-show-signature",
    "--format=commit %H %aI",
    ...range,
    "--",
  ]);
  const versions: FileVersion[] = [];
  const known = new Set<string>();
  let commit: FoundIn = { id: "", authored: "" };
  const parts = out.toString("utf8").split("\0");
  for (let at = 0; at < parts.length; at++) {
    const part = (parts[at] as string).trimStart();
    const header = /^commit (?<id>[0-9a-f]{40,64}) (?<authored>\S+)$/.exec(part)?.groups;
    if (header) commit = { id: header["id"] as string, authored: header["authored"] as string };
    else if (part.startsWith(":")) {
      const path = parts[++at] as string;
      const { mode, blob } = resultOf(part);
      if (!REGULAR.test(mode) || NOTHING.test(blob) || known.has(blob)) continue;
      known.add(blob);
      versions.push({ blob, path, commit });
    }
  }
  return versions;
}

/** Mode and blob after a change: behind those of each parent, as many as there are colons. */
function resultOf(entry: string): { readonly mode: string; readonly blob: string } {
  const parents = /^:+/.exec(entry)?.[0].length ?? 1;
  const words = entry.slice(parents).split(" ");
  return { mode: words[parents] ?? "", blob: words[2 * parents + 1] ?? "" };
}

async function commitOf(root: string, ref: string): Promise<string> {
  try {
    const asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
    return (await git(root, asked)).toString("utf8").trim();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new Fault("usage", `expected a commit of this repository, got ${JSON.stringify(ref)}`, {
      remedy: "name a commit, a tag or a branch that is there; a shallow clone has only the last commits",
      cause: error,
    });
  }
}
