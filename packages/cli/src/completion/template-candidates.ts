import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findWorkspace, layoutOf } from "@sdetkit/runtime";
import type { Installation } from "../command/command.ts";
import { type Candidate, candidate } from "./candidate.ts";

/** Templates are short; of anything longer the head, where `metadata` stands, is enough. */
const HEAD = 4096;

/**
 * The ids of the templates of a workspace and of the built-in ones. Read by their look, not parsed: a shell waits for this,
 * and a template that is not valid yet can be named as well, to validate it.
 */
export function templateCandidates(cwd: string, { templates }: Installation): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const folder of [layoutOf(findWorkspace(cwd).root).templates, templates]) {
    for (const text of headsIn(folder)) {
      const id = /^\s+id:\s*["']?([a-z0-9-]+)/m.exec(text)?.[1];
      const title = /^\s+title:\s*["']?(.*?)["']?\s*$/m.exec(text)?.[1];
      const [each] = id === undefined ? [] : candidate(id, title ?? "");
      if (each && !found.has(each.value)) found.set(each.value, each);
    }
  }
  return [...found.values()].sort((a, b) => (a.value < b.value ? -1 : 1));
}

function headsIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)).map(({ name }) => name);
    return names.map((name) => readFileSync(join(folder, name), "utf8").slice(0, HEAD));
  } catch {
    return [];
  }
}
