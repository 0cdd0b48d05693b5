import { readdirSync } from "node:fs";
import type { Layout } from "../../files/workspace-layout.ts";
import { openReader } from "../open-reader.ts";

/**
 * Runs that have a folder below `agent/runs` and are neither in the ledger nor unfinished, sorted: what a history looks like in
 * whose place an older copy was put, which is whole and signed. It proves nothing, for folders can be removed as well. Faults as of `openReader`.
 */
export function unrecordedRuns(layout: Layout): readonly string[] {
  // Before the history is read: a run is in it before it has a folder.
  const names = runFolders(layout.runs);
  if (names.length === 0) return [];
  const { database, close } = openReader(layout.history);
  try {
    const known = database.prepare(
      "SELECT 1 FROM runs WHERE run = :run UNION ALL SELECT 1 FROM unfinished WHERE run = :run",
    );
    return names.filter((run) => known.get({ run }) === undefined);
  } finally {
    close();
  }
}

function runFolders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() && /^r-/.test(entry.name) ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}
