import { Fault } from "@sdetkit/core";
import type { Row } from "../../storage/database/schema.ts";

/** The tenant has no workspace of this name. */
export function unknownWorkspace(name: string): Fault {
  return new Fault(
    "unknown-workspace",
    `expected a workspace, there is none called ${JSON.stringify(name.slice(0, 64))}`,
  );
}

/** There is no state of it yet that a run could begin with. */
export function workspaceNotReady({ name, problem }: Row<"workspaces">): Fault {
  const why = problem === null ? "it is not synced yet" : problem;
  return new Fault("workspace-not-ready", `expected the workspace ${name} to be ready: ${why}`, {
    remedy: problem === null ? "wait a moment, or sync it" : "fix that, then sync it",
  });
}
