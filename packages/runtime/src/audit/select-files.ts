import ignore from "ignore";
import type { ConfinedFiles, MissedEntry } from "../files/types.ts";
import type { Pace } from "../platform/pace.ts";
import type { SourceFilter } from "../workspace/source-filter.ts";
import type { AuditedFile } from "./rule.ts";

/** The files an audit looks at, in code-unit order, and what it could not even list. */
export interface Selection {
  readonly files: readonly AuditedFile[];
  readonly missed: readonly MissedEntry[];
}

/**
 * Every file below the workspace (without `.git` and `.sdetkit`) that git tracks or does not ignore, and that none of the `exclude`
 * patterns (in the syntax of `.gitignore`, relative to the root) leaves out. A folder that is left out is not entered.
 */
export async function selectFiles(
  files: ConfinedFiles,
  source: SourceFilter,
  exclude: readonly string[],
  pace: Pace,
): Promise<Selection> {
  const excluded = ignore({ ignorecase: false }).add([...exclude]);
  const missed: MissedEntry[] = [];
  const listing = files.list(
    { root: "workspace", path: "" },
    {
      skip: [".git", ".sdetkit"],
      missed: (entry) => missed.push(entry),
      keep: async ({ path: folder }, entries) => {
        await pace.yieldIfDue();
        await source.enter(folder);
        return entries.filter(({ name, folder: inner }) => {
          const path = folder === "" ? name : `${folder}/${name}`;
          return !source.ignores(path, inner) && !excluded.ignores(inner ? `${path}/` : path);
        });
      },
    },
  );
  const selected: AuditedFile[] = [];
  for await (const { path, bytes } of listing) {
    await pace.yieldIfDue();
    selected.push({ path: path.path, bytes });
  }
  return { files: selected, missed };
}
