import { expect, it } from "vitest";
import { render } from "../terminal/render.ts";
import { listView } from "./list-view.ts";
import { WORKSPACE_COLUMNS } from "./workspace-columns.ts";

it("shows where a workspace lies also where a problem keeps it from being synced", () => {
  const problem = "expected a folder that workspaces may be in";
  const workspace = { name: "shop", kind: "folder", location: "/srv/shop", ref: "", state: "ready", problem } as const;
  const shop = { ...workspace, commit: null, synced_at: null, created_at: "2026-11-22T00:00:00.000Z" };
  const text = listView([shop], WORKSPACE_COLUMNS, { width: Number.POSITIVE_INFINITY, empty: "" });
  expect(render(text, false)).toMatch(/where +problem\nshop +ready +\/srv\/shop +expected a folder that/);
});
