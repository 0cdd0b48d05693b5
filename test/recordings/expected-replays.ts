/** How the replay of an old record may come out: `wrong` is a fault that is known and is to be fixed. */
export type ReplayEnd = "same" | "inputs-missing" | "rules-changed" | "wrong";

/**
 * Runs whose replay is not the same, by version, workspace and what the run is about. Everything else gives the same hash. A line
 * that is no longer true fails the test: a fixed fault is taken out, a rule that was changed on purpose is written down.
 */
export const EXPECTED_REPLAYS: { readonly [version: string]: { readonly [run: string]: ReplayEnd } } = {
  "0.1.0": {
    // An integer beyond 2^53 is a text with its digits now.
    "templates: corners of expressions": "rules-changed",
    // Rules of the audit were changed.
    "healthy: repo-health-audit": "rules-changed",
    "healthy: security-governance-summary": "rules-changed",
    "healthy: release-gate, open": "rules-changed",
    "healthy: with inputs": "rules-changed",
    "healthy: free text": "rules-changed",
    "troubled: repo-health-audit": "rules-changed",
    "troubled: security-governance-summary": "rules-changed",
    "troubled: release-gate, closed": "rules-changed",
    "troubled: findings that fail": "rules-changed",
    "troubled: findings that fail the summary": "rules-changed",
    "actions: repo.audit": "rules-changed",
    "dirty: an audit of a dirty workspace": "rules-changed",
    "plain: an audit of a folder without git": "rules-changed",
    "plain: a gate of a folder without git": "rules-changed",
    "subfolder: an audit of a folder below the top": "rules-changed",
    "tenant: repo-health-audit": "rules-changed",
    "tenant: security-governance-summary": "rules-changed",
    "tenant: release-gate": "rules-changed",
    // It wrote a secret variable, which was redacted in the file.
    "templates: a secret that was redacted": "rules-changed",
    // Commands do not see the state of git's index any more.
    "dirty: evidence of a dirty workspace": "rules-changed",
    // What git hides was read, and the record does not say so.
    "hidden: a file that git ignores": "inputs-missing",
    "hidden: a command that reads what git ignores": "inputs-missing",
    "hidden: a file that git was told not to look at": "inputs-missing",
  },
  "0.2.0": {
    // The audit got rules for workflows and more kinds of secrets.
    "actions: repo.audit": "rules-changed",
    "converted: an audit of converted, filtered and missing files": "rules-changed",
    "dirty: an audit of a dirty workspace": "rules-changed",
    "healthy: free text": "rules-changed",
    "healthy: release-gate, open": "rules-changed",
    "healthy: repo-health-audit": "rules-changed",
    "healthy: security-governance-summary": "rules-changed",
    "healthy: with inputs": "rules-changed",
    "hidden: an audit of files that git was told not to look at": "rules-changed",
    "plain: a gate of a folder without git": "rules-changed",
    "plain: an audit of a folder without git": "rules-changed",
    "subfolder: an audit of a folder below the top": "rules-changed",
    "submodule: an audit beside a submodule": "rules-changed",
    "tenant: release-gate": "rules-changed",
    "tenant: repo-health-audit": "rules-changed",
    "tenant: security-governance-summary": "rules-changed",
    "troubled: findings that fail": "rules-changed",
    "troubled: findings that fail the summary": "rules-changed",
    "troubled: release-gate, closed": "rules-changed",
    "troubled: repo-health-audit": "rules-changed",
    "troubled: security-governance-summary": "rules-changed",
    // A replay lays out what is known to have been read, and without a sandbox that is not everything.
    "unconfined: a command without a sandbox": "inputs-missing",
  },
};
