import type { ChannelKind } from "@sdetkit/channel-adapters";
import { Fault, type Json } from "@sdetkit/core";
import type { Access } from "../../control/access/types.ts";
import type { Templates } from "../../control/templates/types.ts";
import type { Tx } from "../../storage/database/types.ts";
import { DEFAULT_ACCOUNT } from "./channel-problems.ts";
import { type Target, targetProblems } from "./target-problems.ts";

/** What checking takes. */
export interface TargetDeps {
  readonly access: Pick<Access, "impersonate">;
  readonly templates: () => Pick<Templates, "catalogue">;
}

/** Why events of a channel start nothing now, and what could not be found out. */
export interface TargetCheck {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Whether what a program's channel is to start can be started: its account may, its template is there, its inputs are mapped. A workspace
 * that is not ready yet is a warning: events wait for it.
 */
export async function checkTarget(
  { access, templates }: TargetDeps,
  tx: Tx,
  tenant: string,
  kind: ChannelKind,
  settings: { readonly [name: string]: unknown },
): Promise<TargetCheck> {
  const problems: string[] = [];
  const account = settings[DEFAULT_ACCOUNT];
  const caller = typeof account === "string" ? await access.impersonate(tx, tenant, account, kind.kind) : null;
  if (caller === null) problems.push(`account: there is no active account ${JSON.stringify(account)}`);
  else if (!caller.scopes.has("runs:write"))
    problems.push(`account: ${caller.account} may not start runs: its role lacks runs:write`);
  const target = targetOf(settings);
  if (target === null) return { problems, warnings: [] };
  try {
    const catalogue = await templates().catalogue(tx, tenant, target.workspace);
    return { problems: [...problems, ...targetProblems(target, catalogue)], warnings: [] };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === "unknown-workspace")
      return { problems: [...problems, `workspace: ${error.message}`], warnings: [] };
    if (error.code !== "workspace-not-ready") throw error;
    return { problems, warnings: [`${error.message}: could not check whether ${target.task} can be started there`] };
  }
}

/** Null when the settings say none: what is wrong with them is told by whoever reads them. */
function targetOf({ workspace, task, inputs = {} }: { readonly [name: string]: unknown }): Target | null {
  if (typeof workspace !== "string" || typeof task !== "string") return null;
  if (typeof inputs !== "object" || inputs === null || Array.isArray(inputs)) return null;
  return { workspace, task, inputs: inputs as { readonly [name: string]: Json } };
}
