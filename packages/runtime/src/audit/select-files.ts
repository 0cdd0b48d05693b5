import ignore from "ignore";
import type { ConfinedFiles } from "../action/contract.ts";
import { byCodeUnits } from "./code-unit-order.ts";
import { decodeText } from "./decode-text.ts";
import { gitIgnore } from "./git-ignore.ts";
import { readFile } from "./read-file.ts";
import type { AuditedFile } from "./rule.ts";

/**
 * The files an audit looks at, in code-unit order: everything below the workspace (without `.git` and `.sdetkit`) that neither a `.gitignore` nor one of
 * the `exclude` patterns (same syntax, relative to the root) leaves out.
 */
export async function selectFiles(files: ConfinedFiles, exclude: readonly string[]): Promise<readonly AuditedFile[]> {
  const all: AuditedFile[] = [];
  const listing = files.list({ root: "workspace", path: "" }, { skip: [".git", ".sdetkit"] });
  for await (const { path, bytes } of listing) all.push({ path: path.path, bytes });
  all.sort((a, b) => byCodeUnits(a.path, b.path));

  const left = gitIgnore();
  const rules = all.filter(({ path }) => path === ".gitignore" || path.endsWith("/.gitignore"));
  rules.sort((a, b) => depth(a.path) - depth(b.path));
  for (const { path } of rules) {
    const folder = path.slice(0, Math.max(0, path.length - "/.gitignore".length));
    if (folder !== "" && left.ignores(`${folder}/`)) continue;
    const content = await readFile(files, path);
    const text = content.kind === "read" ? decodeText(content.data) : null;
    if (text !== null) left.add(folder, text);
  }
  const excluded = ignore({ ignorecase: false }).add([...exclude]);
  return all.filter(({ path }) => !left.ignores(path) && !excluded.ignores(path));
}

function depth(path: string): number {
  return path.split("/").length;
}
