import { catalogueOf } from "@sdetkit/runtime";
import type { Templates } from "../../control/templates/types.ts";
import { unknownWorkspace, workspaceNotReady } from "../../control/workspaces/workspace-fault.ts";

/** The one template that there is in every workspace. */
const HEALTH = `metadata:
  id: health
  title: Looks after the shop
  version: 1.0.0
  description: Looks after it.
  owner: team
inputs:
  ref: { type: string, required: false, description: What to look at. }
  depth: { type: number, default: 1, description: How deep. }
workflow:
  - id: look
    action: repo.audit
`;
const NEEDY = HEALTH.replace("id: health", "id: needy").replace("required: false", "required: true");

/** Templates without files: `health`, and `needy`, which needs its \`ref\`. */
export function testTemplates(known: {
  readonly workspaces: readonly string[];
  readonly unready: readonly string[];
}): Pick<Templates, "catalogue"> {
  const sources = [HEALTH, NEEDY].map((text, n) => ({ origin: "builtin" as const, file: `builtin:${n}.yaml`, text }));
  return {
    catalogue: async (_, __, workspace) => {
      if (known.unready.includes(workspace)) throw workspaceNotReady({ name: workspace, problem: null } as never);
      if (!known.workspaces.includes(workspace)) throw unknownWorkspace(workspace);
      return catalogueOf(sources);
    },
  };
}
