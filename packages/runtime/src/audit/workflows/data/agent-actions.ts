/** An action that hands text to a model. */
export interface AgentAction {
  /** Inputs that reach the model as its instructions or material, in lower case. */
  readonly prompts: readonly string[];
  /** Whether the model can run tools or write with the job's token by itself. */
  readonly acts: boolean;
  /** Inputs that widen whom the agent listens to or what it may do, with the values that do so. */
  readonly loosens?: { readonly [input: string]: RegExp };
  /** Whether it reads the event's issue, comment or pull request without being told. */
  readonly readsEvent: boolean;
}

/** Actions that run a language model, by `owner/repo` in lower case. */
export const agentActions: { readonly [action: string]: AgentAction } = {
  "actions/ai-inference": {
    prompts: ["prompt", "system-prompt", "input"],
    acts: false,
    loosens: { "enable-github-mcp": /^true$/ },
    readsEvent: false,
  },
  "anthropics/claude-code-action": {
    prompts: ["prompt", "direct_prompt", "override_prompt", "custom_instructions", "append_system_prompt"],
    acts: true,
    loosens: {
      allowed_non_write_users: /\S/,
      allowed_bots: /\*/,
      claude_args: /dangerously-skip-permissions|bypassPermissions|allowed-?tools["'= ]+[^\n]*\bBash(?![\w(])/i,
      allowed_tools: /\bBash(?!\()/,
    },
    readsEvent: true,
  },
  "anthropics/claude-code-base-action": {
    prompts: ["prompt", "system_prompt", "append_system_prompt"],
    acts: true,
    loosens: { claude_args: /dangerously-skip-permissions|bypassPermissions/i, allowed_tools: /\bBash(?!\()/ },
    readsEvent: false,
  },
  "github/copilot-cli-action": { prompts: ["prompt"], acts: true, readsEvent: false },
  "google-github-actions/run-gemini-cli": {
    prompts: ["prompt"],
    acts: true,
    loosens: { settings: /"?yolo"?|run_shell_command"?\s*[\],]|"autoAccept"\s*:\s*true/i },
    readsEvent: false,
  },
  "google-gemini/gemini-cli-action": { prompts: ["prompt"], acts: true, readsEvent: false },
  "openai/codex-action": {
    prompts: ["prompt"],
    acts: true,
    loosens: {
      "allow-users": /\*/,
      sandbox: /danger-full-access/,
      "safety-strategy": /unsafe/,
      "codex-args": /danger|full-auto|yolo/i,
    },
    readsEvent: false,
  },
  "warpdotdev/oz-agent-action": { prompts: ["prompt"], acts: true, readsEvent: false },
};

/** Command lines of agents: the program, and how a run without a person is told to act without asking. */
export const agentPrograms: { readonly [program: string]: RegExp } = {
  aider: /--yes|--yes-always/,
  claude: /dangerously-skip-permissions|bypassPermissions|allowed-?tools/i,
  codex: /\bexec\b|full-auto|dangerously|danger-full-access|yolo/,
  copilot: /allow-all|allow-tool/,
  gemini: /--yolo|\s-y\b|approval-mode/,
  llm: /./,
  opencode: /\brun\b/,
  "cursor-agent": /./,
};
