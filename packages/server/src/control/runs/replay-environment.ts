import { type History, missingEntries, newId, type ReplayEnvironment } from "@sdetkit/runtime";
import type { TenantRules } from "../tenants/types.ts";
import type { RunsOptions } from "./runs-options.ts";
import { sandboxIdentity } from "./sandbox-identity.ts";
import type { RunView } from "./types.ts";

/**
 * Replays a run of a tenant: on the recorded commit, in a checkout as runs have theirs, laid out afresh and thrown away, under the
 * tenant's rules of today and as the tenant's user.
 */
export function replayEnvironment(
  tenant: string,
  view: RunView,
  rules: Pick<TenantRules, "config" | "number" | "quotas">,
  history: History,
  { workspaces, redactor, sandbox, probe, sandboxUidBase, hidden = [], limits, version, now }: RunsOptions,
): ReplayEnvironment {
  const checkout = newId("replay", now());
  const { config } = rules;
  return {
    history,
    config,
    rules: {
      config: { sandbox, tools: config.tools },
      redactor,
      probe,
      hidden,
      ...sandboxIdentity(sandboxUidBase, rules),
      ...(limits ? { limits: limits(tenant, rules) } : {}),
    },
    requester: view.requester,
    env: {},
    version,
    hasCommit: async () => true,
    layOut: async ({ identity, entries }) => {
      const { workspace, ...opened } = await workspaces.openCheckout(tenant, view.workspace, checkout, identity);
      // Of a commit nothing else is read on a server; a folder is there as it is now.
      const missing = identity.kind === "folder" ? missingEntries(workspace, entries) : [];
      return { root: workspace, missing, ...opened };
    },
    inScratch: async (use) => {
      try {
        return await use(checkout);
      } finally {
        await workspaces.closeCheckout(tenant, checkout);
      }
    },
  };
}
