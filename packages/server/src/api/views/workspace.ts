import { z } from "zod";
import { instant, name } from "./shapes.ts";

/** A workspace. */
export const workspaceView = z
  .strictObject({
    name: z.string(),
    kind: z.enum(["folder", "git"]),
    location: z.string(),
    ref: z.string(),
    state: z.enum(["new", "ready", "failed"]),
    problem: z.string().nullable(),
    commit: z.string().nullable(),
    synced_at: instant.nullable(),
  })
  .meta({ id: "Workspace" });

/** What a new workspace needs, wherever it lies. */
export const workspaceName = name("Unique in the tenant.");
export const gitUrl = z
  .string()
  .min(1)
  .max(2000)
  .describe("URL of a repository on a host that the server may fetch from.");
export const gitRef = z.string().min(1).max(250).describe("Branch or tag; defaults to the remote's default branch.");
