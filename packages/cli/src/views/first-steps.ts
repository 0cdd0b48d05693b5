import { ExitCode, Fault } from "@sdetkit/core";
import { type FoundWorkspace, findWorkspace, layoutOf, readConfig } from "@sdetkit/runtime";
import { type Answer, asked, type Invocation } from "../command/command.ts";
import { bold, cyan, dim, green, red, type Text, yellow } from "../terminal/text.ts";
import { workspaceFlag } from "./workspace-flag.ts";

type Step = readonly [command: string, about: string];

const INIT: Step = ["sdetkit agent init", "make it a workspace: write .sdetkit/config.yaml"];
const DEMO: Step = ["sdetkit agent demo", "audit it, prove it; only .sdetkit/ is written"];
const LIST: Step = ["sdetkit agent templates list", "see what can be run here"];
const AUDIT: Step = ["sdetkit agent audit", "audit the repository"];
const DOCTOR: Step = ["sdetkit agent doctor", "see where the error is, and how to correct it"];
const HISTORY: Step = ["sdetkit agent history list", "see what was run, with its hash"];

/**
 * What `sdetkit` without a command answers: whether this folder is a workspace, and three commands to begin with.
 * @throws Fault where `findWorkspace` does.
 */
export async function firstSteps({ console, cwd, config, installation }: Invocation): Promise<Answer> {
  const { root, by } = findWorkspace(cwd);
  const isWorkspace = by === "sdetkit-folder";
  const broken = isWorkspace ? await configProblem(config ?? layoutOf(root).config, config !== undefined) : null;
  const flag = workspaceFlag(root, console.cwd);
  const next = (broken !== null ? [DOCTOR] : isWorkspace ? [LIST, AUDIT, HISTORY] : [DEMO, INIT, LIST]).map(
    ([command, about]): Step => [command + flag, about],
  );
  const width = Math.max(...next.map(([command]) => command.length)) + 4;
  // Below each other where they do not fit side by side, as with a long folder of `-C`.
  const isWide = next.some(([, about]) => width + about.length > console.stdout.columns());
  const gapAfter = (command: string) => (isWide ? "\n      " : " ".repeat(width - command.length - 2));
  const text: Text = [
    [
      bold("sdetkit"),
      ` ${installation.version}  `,
      dim("Automation that is governed before it runs, provable after."),
      "\n\n",
    ],
    broken === null ? stateText(root, by) : brokenText(root, broken),
    "\n",
    [bold(isWorkspace ? "What to do next" : "What to do first"), "\n"],
    next.map(([command, about]): Text => ["  ", cyan(command), gapAfter(command), dim(about), "\n"]),
    "\n",
    ["All commands: ", cyan("sdetkit --help"), "\n"],
  ];
  const steps = next.map(([command, about]) => ({ command, about }));
  return {
    exit: ExitCode.done,
    json: { workspace: isWorkspace ? root : null, folder: root, next: steps },
    ...asked(text),
  };
}

/** Why no command works with this config, or null. */
async function configProblem(path: string, required: boolean): Promise<string | null> {
  try {
    await readConfig(path, required);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

function brokenText(root: string, problem: string): Text {
  return [red("✗"), " ", bold(root), ` is a workspace, but its config has an error\n  ${problem}\n`];
}

function stateText(root: string, by: FoundWorkspace["by"]): Text {
  switch (by) {
    case "sdetkit-folder":
      return [green("✓"), " ", bold(root), " is a workspace\n"];
    case "git":
      return [yellow("•"), " ", bold(root), " is a repository, but not a workspace yet\n"];
    case "start":
      return [
        [yellow("•"), " ", bold(root), " is neither a workspace nor in a git repository\n"],
        ["  Run ", cyan("git init"), " first if records should name a commit; it is optional\n"],
      ];
  }
}
