import { formatCountOf } from "@sdetkit/core";
import type { Written } from "./write-repository.ts";

/** What is known about an export once it is made. */
export interface Exported {
  readonly name: string;
  readonly runs: number;
  readonly acts: number;
  readonly repository: Written;
  /** Templates whose source was not kept. */
  readonly missing: readonly string[];
}

/** The page that tells whoever opens the folder what is what. */
export function exportReadme({ name, runs, acts, repository, missing }: Exported): string {
  const { workspaces, left } = repository;
  return [
    `# ${name}\n`,
    `Everything that this tenant recorded: ${formatCountOf(runs, "run")} and ${formatCountOf(acts, "administrative action")}, in one`,
    "signed ledger.",
    "The sdetkit CLI verifies and replays it without the server:\n",
    "```",
    "sdetkit agent history verify -C .     # nothing was changed, and the ledger's key signed it",
    "sdetkit agent history list -C .       # all runs and their hashes",
    "sdetkit agent replay HASH -C .        # repeats a run and compares",
    "sdetkit agent history prove ID -C .   # proves that a run or an action is in the ledger",
    "```\n",
    "| what | is |",
    "| --- | --- |",
    "| `.sdetkit/agent/history/` | the ledger, the index, records and blobs, each file named by its SHA-256 |",
    "| `.sdetkit/agent/keys/` | the ledger's public key, as PEM and as a C2SP verifier key; the private one stays on the server |",
    "| `.sdetkit/config.yaml` | the current policy for runs |",
    "| `templates/automations/` | the newest source of every template |",
    "| `audit.csv` | the administrative actions in the ledger |",
    "| `tokens.csv` | every token ever issued, without its secret |",
    ...(workspaces.length === 0 ? [] : ["| `.git/` | the commits of all git workspaces |"]),
    "",
    ...(workspaces.length === 0
      ? ["There is no git workspace, so there is no repository here."]
      : [
          `The repository holds ${workspaces.map((each) => `\`${each}\``).join(", ")}. Nothing is checked out. To look at a workspace:\n`,
          "```",
          "git for-each-ref refs/workspaces",
          `git worktree add ../look refs/workspaces/${workspaces[0]}/heads/main`,
          "```",
        ]),
    ...(left.length === 0
      ? []
      : [`\nLeft out because they use another object format: ${left.map((each) => `\`${each}\``).join(", ")}.`]),
    ...(missing.length === 0
      ? []
      : [`\nThe source of these templates was not kept: ${missing.map((each) => `\`${each}\``).join(", ")}.`]),
    "",
    "A run on a folder that is no git repository cannot be replayed from here: its files are not part of the export. Without the",
    "ledger's private key nothing can be added to this history: to continue, start a workspace of your own with `sdetkit agent init`.",
    "",
  ].join("\n");
}
