import { defineCommand } from "../../command/command.ts";

export const completionCommand = defineCommand({
  path: "completion",
  group: "Set up:",
  summary: "print the completion script for a shell",
  completes: { shell: ["bash", "zsh", "fish", "powershell"] },
  examples: [
    ["source <(sdetkit completion bash)", "bash, for this session; zsh likewise"],
    ["sdetkit completion fish > ~/.config/fish/completions/sdetkit.fish", "fish, permanently"],
  ],
  configure: (command) => command.argument("<shell>", "bash, zsh, fish or powershell"),
  run: async ([shell]) => (await import("./completion.impl.ts")).completion(shell),
});
