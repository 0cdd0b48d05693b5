import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { pageOfAll } from "./paging.ts";
import { identifier, page, paging } from "./views/shapes.ts";
import { gitRef, gitUrl, workspaceName, workspaceView } from "./views/workspace.ts";

const workspaceParam = z.strictObject({ workspace: identifier("Name of a workspace.", "shop") });

export const listWorkspaces = defineOperation(
  {
    id: "workspaces.list",
    summary: "List workspaces",
    scope: "workspaces:read",
    query: z.strictObject(paging),
    reply: page(workspaceView),
  },
  async ({ query }, call) => {
    const all = await call.services.workspaces.list(call.tx, call.caller.tenant);
    return { body: await pageOfAll(query, call, all, ({ name }) => name) };
  },
);

export const createWorkspace = defineOperation(
  {
    id: "workspaces.create",
    summary: "Create a workspace from a git repository",
    description: "Only platform administrators can name folders on the server's machine.",
    scope: "workspaces:write",
    credentials: "refused",
    body: z.strictObject({ name: workspaceName, url: gitUrl, ref: gitRef.exactOptional() }).meta({
      id: "WorkspaceRequest",
      examples: [{ name: "shop", url: "https://git.example.com/shop.git", ref: "main" }],
    }),
    reply: workspaceView,
    success: { status: 201 },
    problems: {
      403: ["platform-only"],
      409: ["workspace-exists"],
      422: ["host-not-allowed", "invalid-git-url", "invalid-name", "invalid-ref", "too-many-workspaces"],
    },
  },
  async ({ body }, { services, tx, caller }) => ({ body: await services.workspaces.create(tx, caller, body) }),
);

export const syncWorkspace = defineOperation(
  {
    id: "workspaces.sync",
    summary: "Sync a workspace",
    description: "Returns when the sync is done; `failed` with the problem if the repository cannot be read.",
    scope: "workspaces:write",
    params: workspaceParam,
    reply: workspaceView,
    detached: true,
    maxConcurrent: 4,
  },
  async ({ params }, { services, caller }) => ({
    body: await services.workspaces.sync(caller.tenant, params.workspace),
  }),
);

export const removeWorkspace = defineOperation(
  {
    id: "workspaces.remove",
    summary: "Remove a workspace",
    description: "Its runs stay in the history.",
    scope: "workspaces:write",
    params: workspaceParam,
    reply: z.null(),
    success: { status: 204 },
    problems: { 409: ["workspace-busy"] },
  },
  async ({ params }, { services, tx, caller }) => {
    await services.workspaces.remove(tx, caller, params.workspace);
    return { body: null };
  },
);
