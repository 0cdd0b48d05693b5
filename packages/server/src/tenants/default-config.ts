import { defaultConfig } from "@sdetkit/core";

/**
 * The policy of a tenant that came with none: what a fresh workspace may do locally, in the sandbox, and approved by somebody
 * else than who asked. `"*"` on a server is every account with `approvals:decide`: the role approver.
 */
export function tenantConfigText(sandbox: "required" | "auto" | "off"): string {
  const { policy, provider, workers } = defaultConfig();
  return `# sdetkit AgentOS: what automations may do in all workspaces of this tenant. A config.yaml in a repository does not count here.
# Whatever is not allowed here is denied. An empty list allows nothing.
version: 1

# Who writes manager and reviewer text. none: rules only, offline.
provider: ${provider}

# Whether commands run in the bubblewrap sandbox. The server's own setting counts where it is stricter.
sandbox: ${sandbox}

# How many steps of a run may be in progress at once.
workers: ${workers}

# Folders of the server's machine with programs that commands may use. Only the platform's people can name any.
tools: []

policy:
  # Folders that may be written to, relative to the workspace.
  # Outside of .sdetkit/agent/workdir and the run's own output folder each write also needs an approval.
  write:
${policy.write.map((root) => `    - ${root}`).join("\n")}

  # Commands that may run, word by word; each run of one also needs an approval. A word is exact text or one of
  #   <word>  one word without a leading dash       <int>  a whole number
  #   <path>  a path inside the workspace           <ref>  a git ref        <sha>  a commit or digest
  #   ...     as the last word: anything may follow
  shell:
${policy.shell.map((words) => `    - [${words.map((word) => JSON.stringify(word)).join(", ")}]`).join("\n")}

  # Whether actions may reach the network, and names of the server's environment variables that commands may see.
  # Only the platform's people can allow either.
  network: false
  env: []

  # Limits of one run: steps of a template, and actions performed with all their retries.
  budgets:
    max_steps: ${policy.budgets.maxSteps}
    max_actions: ${policy.budgets.maxActions}

  # Who may approve: names of accounts; "*" is every account that has approvals:decide.
  # self: whether the account that asked for the run may approve it.
  approvals:
    approvers: ["*"]
    self: false
`;
}
