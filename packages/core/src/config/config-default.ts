import type { Config } from "./config.ts";

/** The configuration of a workspace without `config.yaml`: offline, writing only into the workdir, a few reading commands. */
export function defaultConfig(): Config {
  return {
    version: 1,
    provider: "none",
    sandbox: "auto",
    workers: 4,
    tools: [],
    policy: {
      write: [".sdetkit/agent/workdir"],
      shell: [
        ["git", "status", "--porcelain"],
        ["git", "log", "--oneline", "-n", "<int>"],
        ["git", "rev-parse", "HEAD"],
        ["git", "ls-files"],
        ["node", "--version"],
      ],
      network: false,
      env: [],
      budgets: { maxSteps: 100, maxActions: 200 },
      approvals: { approvers: ["*"], self: true },
    },
  };
}

/** Comments of a `config.yaml`, line by line, where they are others for a workspace than for a tenant of a server. */
export interface ConfigWords {
  readonly head: readonly string[];
  readonly sandbox: readonly string[];
  readonly tools: readonly string[];
  readonly network: readonly string[];
  readonly env: readonly string[];
  readonly approvals: readonly string[];
}

/** The text of a `config.yaml`: commented, and with exactly the default values but for those that are given. */
export function configText(
  words: ConfigWords,
  {
    sandbox = defaultConfig().sandbox,
    self = defaultConfig().policy.approvals.self,
    identity,
  }: Partial<Pick<Config, "sandbox"> & Pick<Config["policy"]["approvals"], "self" | "identity">>,
): string {
  const { policy, provider, workers } = defaultConfig();
  const comment = (name: keyof ConfigWords, indent = "") => words[name].map((line) => `${indent}# ${line}`).join("\n");
  return `${comment("head")}
version: 1

# Who writes manager and reviewer text. none: rules only, offline.
provider: ${provider}

${comment("sandbox")}
sandbox: ${sandbox}

# How many steps may be in progress at once.
workers: ${workers}

${comment("tools")}
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
${policy.shell.map((command) => `    - [${command.map(quoted).join(", ")}]`).join("\n")}

${comment("network", "  ")}
  network: ${policy.network}

${comment("env", "  ")}
  env: []

  # Limits of one run: steps of a template, and actions performed with all their retries.
  budgets:
    max_steps: ${policy.budgets.maxSteps}
    max_actions: ${policy.budgets.maxActions}

${comment("approvals", "  ")}
  approvals:
    approvers: [${policy.approvals.approvers.map((name) => JSON.stringify(name)).join(", ")}]
    self: ${self}
${identity === undefined ? "" : `    identity: ${identity}\n`}`;
}

/** The text of the `config.yaml` that `init` writes. */
export function defaultConfigText(): string {
  return configText(WORDS, {});
}

const WORDS: ConfigWords = {
  head: [
    "sdetkit AgentOS: what automations may do in this workspace.",
    "Whatever is not allowed here is denied. A key that you leave out has the value shown here; an empty list allows nothing.",
  ],
  sandbox: [
    "Whether commands run in the bubblewrap sandbox.",
    "  auto: when bubblewrap is there; the envelope of a run says which    required: refuse without it    off: never",
  ],
  tools: [
    "Folders with programs that commands may use besides the system's, e.g. ~/.nvm/versions/node/v24.15.0",
    "Commands can read them; they, or the bin/ in them, are in front of the PATH.",
  ],
  network: ["Whether actions may reach the network."],
  env: ["Names of environment variables that expressions (${{ env.NAME }}) and commands may see."],
  approvals: [
    'Who may approve: user names of this machine; "*" is whoever sits at the terminal.',
    "self: whether the person who asked for the run may approve it. Set it to false where two people are needed.",
  ],
};

function quoted(word: string): string {
  return /^[A-Za-z0-9-]+$/.test(word) && !/^-?\d/.test(word) ? word : JSON.stringify(word);
}
