// Written by `npm run schemas` from config-schema.ts: a command that only compares or writes this text loads no zod.

/** The text of the `config.yaml` that `init` writes. */
export const DEFAULT_CONFIG_TEXT = `# sdetkit AgentOS: what automations may do in this workspace.
# Whatever is not allowed here is denied. A key that you leave out has the value shown here; an empty list allows nothing.
version: 1

# Who writes manager and reviewer text. none: rules only, offline.
provider: none

# Whether commands run in the bubblewrap sandbox.
#   auto: when bubblewrap is there; the envelope of a run says which    required: refuse without it    off: never
sandbox: auto

# How many steps may be in progress at once.
workers: 4

# Folders with programs that commands may use besides the system's, e.g. ~/.nvm/versions/node/v24.15.0
# Commands can read them; they, or the bin/ in them, are in front of the PATH.
tools: []

policy:
  # Folders that may be written to, relative to the workspace.
  # Outside of .sdetkit/agent/workdir and the run's own output folder each write also needs an approval.
  write:
    - .sdetkit/agent/workdir

  # Commands that may run, word by word; each run of one also needs an approval. A word is exact text or one of
  #   <word>  one word without a leading dash       <int>  a whole number
  #   <path>  a path inside the workspace           <ref>  a git ref        <sha>  a commit or digest
  #   ...     as the last word: anything may follow
  shell:
    - [git, status, --porcelain]
    - [git, log, --oneline, -n, "<int>"]
    - [git, rev-parse, HEAD]
    - [git, ls-files]
    - [node, --version]

  # Whether actions may reach the network.
  network: false

  # Names of environment variables that expressions (\${{ env.NAME }}) and commands may see.
  env: []

  # Limits of one run: steps of a template, and actions performed with all their retries.
  budgets:
    max_steps: 100
    max_actions: 200

  # Who may approve: user names of this machine; "*" is whoever sits at the terminal.
  # self: whether the person who asked for the run may approve it. Set it to false where two people are needed.
  approvals:
    approvers: ["*"]
    self: true
`;
