import { actions } from "./workspaces/actions.ts";
import { healthy, troubled } from "./workspaces/curated.ts";
import { converted, declared, hidden, submodule, unconfined } from "./workspaces/reads.ts";
import type { Workspace } from "./workspaces/sample-repository.ts";
import { dirty, plain, subfolder, unborn } from "./workspaces/states.ts";
import { interrupted, publishes, templates } from "./workspaces/templates.ts";

/** Every workspace that is recorded. */
export const WORKSPACES: readonly Workspace[] = [
  ...[healthy, troubled, actions, templates, publishes, dirty, plain, subfolder, unborn],
  ...[hidden, declared, submodule, converted, unconfined, interrupted],
];
