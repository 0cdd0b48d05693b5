import { type Config, configText } from "@sdetkit/core";

/**
 * The policy of a tenant that came with none: what a fresh workspace may do locally, in the sandbox, and approved by somebody
 * else than who asked. `"*"` on a server is every account with `approvals:decide`: the role approver.
 */
export function tenantConfigText(sandbox: Config["sandbox"]): string {
  return configText({ sandbox, policy: { approvals: { self: false, identity: "confirmed" } } }, COMMENTS);
}

/** Comments that are others for a tenant than for a workspace. */
const COMMENTS = {
  "": [
    "sdetkit AgentOS: what automations may do in all workspaces of this tenant. A config.yaml in a repository does not count here.",
    "Whatever is not allowed here is denied. An empty list allows nothing.",
  ],
  sandbox: ["Whether commands run in the bubblewrap sandbox. The server's own setting counts where it is stricter."],
  tools: [
    "Folders of the server's machine with programs that commands may use. Only the platform's people can name any.",
  ],
  "policy.network": ["Whether actions may reach the network. Only the platform's people can allow it."],
  "policy.env": [
    "Names of the server's environment variables that expressions and commands may see. Only the platform's people can name any.",
  ],
  "policy.approvals": [
    'Who may approve: names of accounts; "*" is every account that has approvals:decide.',
    "self: whether the account that asked for the run may approve it.",
    "identity: confirmed counts only decisions through a token or a chat that its holder has claimed; trusted, whatever an admin",
    "handed out. A tenant that is confirmed stays so.",
  ],
};
