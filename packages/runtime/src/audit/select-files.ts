import ignore from "ignore";
import type { ConfinedFiles, MissedEntry } from "../action/contract.ts";
import type { Pace } from "../pace.ts";
import { decodeText } from "./decode-text.ts";
import { gitIgnore } from "./git-ignore.ts";
import { readFile } from "./read-file.ts";
import type { AuditedFile } from "./rule.ts";

/** The files an audit looks at, in code-unit order, and what it could not even list. */
export interface Selection {
  readonly files: readonly AuditedFile[];
  readonly missed: readonly MissedEntry[];
}

/**
 * Everything below the workspace (without `.git` and `.sdetkit`) that neither a `.gitignore` nor one of the `exclude`
 * patterns (same syntax, relative to the root) leaves out. A folder that is left out is not entered.
 */
export async function selectFiles(files: ConfinedFiles, exclude: readonly string[], pace: Pace): Promise<Selection> {
  const left = gitIgnore();
  const excluded = ignore({ ignorecase: false }).add([...exclude]);
  const missed: MissedEntry[] = [];
  const listing = files.list(
    { root: "workspace", path: "" },
    {
      skip: [".git", ".sdetkit"],
      missed: (entry) => missed.push(entry),
      keep: async ({ path: folder }, entries) => {
        await pace.breathe();
        const below = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
        if (entries.some(({ name, folder: inner }) => name === ".gitignore" && !inner)) {
          const content = await readFile(files, below(".gitignore"));
          const text = content.kind === "read" ? decodeText(content.data) : null;
          if (text !== null) left.add(folder, text);
        }
        return entries.filter(({ name, folder: inner }) => {
          const path = inner ? `${below(name)}/` : below(name);
          return !left.ignores(path) && !excluded.ignores(path);
        });
      },
    },
  );
  const selected: AuditedFile[] = [];
  for await (const { path, bytes } of listing) {
    await pace.breathe();
    selected.push({ path: path.path, bytes });
  }
  return { files: selected, missed };
}
