import { lstat, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Fault } from "@sdetkit/core";
import type { Layout } from "../files/workspace-layout.ts";

/**
 * Refuses links in the places below `.sdetkit/` that sdetkit writes to and tidies up by itself: a repository can bring them
 * along, and through them files of somebody else would be overwritten or removed.
 * @throws Fault `not-a-folder` that names the link.
 */
export async function refuseLinks({ root, agent, history, keys }: Layout): Promise<void> {
  for (const place of [dirname(agent), agent, history, keys, join(keys, "tmp")]) {
    await refuseLink(root, place);
  }
  for (const folder of [agent, history, join(history, "blobs"), join(agent, "demo"), join(agent, "dashboards")]) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const link = entries.find((entry) => entry.isSymbolicLink());
    if (link) throw linkFound(relative(root, join(folder, link.name)));
  }
}

/** Refuses a path that is itself a link; one that is not there yet is none. Fault `not-a-folder`. */
export async function refuseLink(root: string, path: string): Promise<void> {
  const stat = await lstat(path).catch(() => null);
  if (stat?.isSymbolicLink()) throw linkFound(relative(root, path));
}

function linkFound(name: string): Fault {
  return new Fault("not-a-folder", `expected ${name} to be of this workspace, found a link`, {
    remedy: `move it away: links in ${dirname(name)}/ are not followed`,
  });
}
