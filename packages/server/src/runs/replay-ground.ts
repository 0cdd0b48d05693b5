import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "@sdetkit/core";
import { type History, newId, type ReplayGround } from "@sdetkit/runtime";
import type { RunView } from "./contract.ts";
import type { RunsOptions } from "./runs-options.ts";

/** Replays a run of a tenant: on the recorded commit, laid out afresh and thrown away, under the tenant's rules of today. */
export function replayGround(
  tenant: string,
  view: RunView,
  config: Config,
  history: History,
  { workspaces, roots, redactor, sandbox, version, now }: RunsOptions,
): ReplayGround {
  const site = newId("replay", now());
  return {
    history,
    config,
    rules: { config: { sandbox, tools: config.tools }, redactor, hidden: [] },
    requester: view.requester,
    env: {},
    version,
    hasCommit: async () => true,
    materialise: async (identity) => {
      const { workspace, borrowed } = await workspaces.openSite(tenant, view.workspace, site, identity);
      return { root: workspace, identity, borrowed };
    },
    inScratch: async (use) => {
      const parent = join(await roots.folder("workspace", tenant), "replays");
      await mkdir(parent, { recursive: true });
      const folder = await mkdtemp(join(parent, `${site}-`));
      try {
        return await use(folder);
      } finally {
        await Promise.all([rm(folder, { recursive: true, force: true }), workspaces.closeSite(tenant, site)]);
      }
    },
  };
}
