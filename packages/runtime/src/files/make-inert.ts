import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { actingTool, inertName } from "@sdetkit/core";

/** One file or folder that got another name. */
export interface Inert {
  /** Where it was and where it is, below the folder. */
  readonly was: string;
  readonly is: string;
  /** The tool that would have acted on it by itself. */
  readonly tool: string;
}

/**
 * Renames what tools would act upon by themselves below a folder that a run has filled, its own name not: so nothing that a command
 * left there runs when somebody enters the folder. Links are renamed and not followed. What cannot be looked into stays.
 */
export async function makeInert(folder: string, below = ""): Promise<readonly Inert[]> {
  const done: Inert[] = [];
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  const taken = new Set(entries.map(({ name }) => name));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const was = join(below, entry.name);
    const tool = actingTool(entry.name);
    let is = was;
    if (tool !== null) {
      const name = freeName(inertName(entry.name), taken);
      taken.add(name);
      is = join(below, name);
      await rename(join(folder, was), join(folder, is));
      done.push({ was, is, tool });
    }
    if (entry.isDirectory()) done.push(...(await makeInert(folder, is)));
  }
  return done;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : name.replace(/^inert/, `inert-${n}`);
    if (!taken.has(free)) return free;
  }
}
