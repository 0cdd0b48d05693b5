import { formatInstant } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import { cyan, dim, green, red, type Text, yellow } from "../terminal/text.ts";
import type { ListColumn } from "./list-view.ts";

type Workspace = OutputOf<"workspaces.sync">;

/** What a list shows of a server's workspaces: where each lies, and beside it what is in its way. */
export const WORKSPACE_COLUMNS: readonly ListColumn<Workspace>[] = [
  { title: "workspace", of: ({ name }) => cyan(name) },
  { title: "state", of: stateText },
  { title: "commit", optional: true, of: ({ commit }) => dim(commit?.slice(0, 12) ?? "") },
  { title: "synced (UTC)", optional: true, of: ({ synced_at }) => dim(synced_at ? formatInstant(synced_at) : "") },
  { title: "where", flexible: true, narrowest: 16, of: ({ location }) => location },
  { title: "problem", flexible: true, narrowest: 16, of: ({ problem }) => red(problem ?? "") },
];

/** A workspace that cannot be synced any more is usable with its last commit, and not green. */
function stateText({ state, problem }: Workspace): Text {
  if (state === "failed") return red(state);
  return state === "ready" && problem === null ? green(state) : yellow(state);
}
