import { join } from "node:path";

/** Where everything of a workspace lies. `root` is absolute; nothing of it ever enters a record. */
export interface Layout {
  readonly root: string;
  readonly config: string;
  readonly templates: string;
  readonly agent: string;
  readonly workdir: string;
  readonly runs: string;
  readonly history: string;
  readonly keys: string;
  readonly scratch: string;
}

/** The layout below a workspace's root folder. */
export function layoutOf(root: string): Layout {
  const agent = join(root, ".sdetkit", "agent");
  return {
    root,
    config: join(root, ".sdetkit", "config.yaml"),
    templates: join(root, "templates", "automations"),
    agent,
    workdir: join(agent, "workdir"),
    runs: join(agent, "runs"),
    history: join(agent, "history"),
    keys: join(agent, "keys"),
    scratch: join(agent, "scratch"),
  };
}

/** The files of the ledger's key inside `layout.keys`. */
export const LEDGER_KEY_FILES = { private: "ledger.key", public: "ledger.pub", verifier: "ledger.vkey" } as const;

/** The output folder of one run: what `output:/` stands for. */
export function outputFolder(layout: Layout, run: string): string {
  return join(layout.runs, run, "output");
}
