import { child, scalarOf, type YamlScalar } from "../yaml/yaml-node.ts";
import type { Definition, Step } from "./definition.ts";
import { runnerLabels } from "./runner.ts";

/** The family of a shell, as far as its syntax matters. */
export type ShellFamily = "posix" | "powershell" | "cmd" | "python" | "other";

/** Where the shell of a step is stated: on the step, in the defaults of its job, or of the workflow. */
export function statedShell(definition: Definition, step: Step): YamlScalar | null {
  const own = step.shell;
  if (own) return own;
  const ofJob = scalarOf(child(child(child(step.job?.node ?? null, "defaults"), "run"), "shell"));
  return ofJob ?? scalarOf(child(child(child(definition.root, "defaults"), "run"), "shell"));
}

/** The shell that runs a step: stated, or the default of its runner. */
export function shellOf(definition: Definition, step: Step): ShellFamily {
  const stated = statedShell(definition, step);
  if (stated) return familyOf(stated.text);
  const windows = step.job !== null && runnerLabels(step.job).some((label) => /^windows/i.test(label));
  return windows ? "powershell" : "posix";
}

function familyOf(shell: string): ShellFamily {
  const [command = ""] = shell.trim().split(/\s+/);
  const name = command
    .replace(/^.*[/\\]/, "")
    .replace(/\.exe$/i, "")
    .toLowerCase();
  if (["bash", "sh", "zsh", "dash", "ksh"].includes(name)) return "posix";
  if (name === "pwsh" || name === "powershell") return "powershell";
  if (name === "cmd") return "cmd";
  return /^python[\d.]*$/.test(name) ? "python" : "other";
}
