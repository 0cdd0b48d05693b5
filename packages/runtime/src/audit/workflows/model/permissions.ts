import type { Job, Permissions, Workflow } from "./definition.ts";

/** What a job's token may do; `default` is what the repository's settings give when nobody says. */
export function effectivePermissions(workflow: Workflow, job: Job): Permissions | "default" {
  return job.permissions ?? workflow.permissions ?? "default";
}

/** Whether a token may write to a scope, or to any when none is named. What nobody states counts as writing. */
export function mayWrite(permissions: Permissions | "default", scope?: string): boolean {
  if (permissions === "default") return true;
  if (permissions.kind === "all") return permissions.level === "write";
  return permissions.scopes.some(({ name, level }) => level === "write" && (scope === undefined || name === scope));
}
