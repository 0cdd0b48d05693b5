import { Command } from "@commander-js/extra-typings";
import type { CommandDefinition } from "./command/command.ts";

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  readonly C?: string;
  readonly config?: string;
  readonly json?: true;
  readonly verbose?: true;
  readonly quiet?: true;
}

/** Where the parser writes, and how. */
export interface ProgramOutput {
  out(text: string): void;
  error(text: string): void;
  readonly color: boolean;
  readonly columns: number;
}

const GROUPS: { readonly [path: string]: string } = {
  agent: "Run automations that you can prove afterwards",
  "agent templates": "Find, validate, plan, and run templates",
  "agent history": "Inspect, verify, and prove past runs",
  "agent dashboard": "Build dashboards from the history",
  "agent tenants": "Manage the tenants of a server",
  "agent accounts": "Manage accounts, roles, and chat identities on a server",
  "agent tokens": "Create, list, rotate, and revoke the tokens of a server",
  "agent workspaces": "Manage the repositories that tenants work in",
  "agent channels": "Connect chats and webhooks to a server",
  "agent deliveries": "Inspect and retry the events that a server received",
  "agent approvals": "Decide the approvals that runs on a server wait for",
  "agent schedules": "Run tasks on a schedule on a server",
  "agent conversations": "Read chat conversations",
};

const CODE = { bold: "\x1b[1m", boldEnd: "\x1b[22m", cyan: "\x1b[36m", cyanEnd: "\x1b[39m" };

/** Called with the command that was chosen, its arguments and its options. */
export type Dispatch = (definition: CommandDefinition, args: readonly unknown[], options: object) => Promise<void>;

/** Builds the parser from the registry. Errors and help are thrown as `CommanderError`; nothing ends the process. */
export function buildProgram(
  registry: readonly CommandDefinition[],
  version: string,
  output: ProgramOutput,
  dispatch: Dispatch,
): Command {
  const program = new Command("sdetkit");
  program
    .description("Repository and test automation that is governed before it runs and provable after it ran.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.error,
      getOutHelpWidth: () => output.columns,
      getErrHelpWidth: () => output.columns,
      getOutHasColors: () => output.color,
      getErrHasColors: () => output.color,
    })
    .configureHelp({
      showGlobalOptions: true,
      minWidthToWrap: 20,
      styleTitle: (text) => `${CODE.bold}${text}${CODE.boldEnd}`,
      styleCommandText: (text) => `${CODE.cyan}${text}${CODE.cyanEnd}`,
      styleOptionText: (text) => `${CODE.cyan}${text}${CODE.cyanEnd}`,
    })
    .optionsGroup("Global options:")
    .option("-C <dir>", "work in this folder instead of the current one")
    .option("--config <file>", "use this configuration instead of the workspace's .sdetkit/config.yaml")
    .option("--json", "print exactly one JSON object on standard output")
    .option("--verbose", "print more detail on standard error")
    .option("--quiet", "print only results and errors");
  program.addHelpText(
    "after",
    `\nThe word agent may be left out: sdetkit run is sdetkit agent run; sdetkit help run is its help.`,
  );
  const nodes = new Map<string, Command>([["", program as unknown as Command]]);
  for (const definition of registry) addCommand(nodes, definition, dispatch);
  return program as unknown as Command;
}

function addCommand(nodes: Map<string, Command>, definition: CommandDefinition, dispatch: Dispatch): void {
  const words = definition.path.split(" ");
  const command = groupOf(nodes, words.slice(0, -1)).command(words.at(-1) as string, {
    hidden: definition.hidden ?? false,
  });
  nodes.set(definition.path, command as unknown as Command);
  command.description(definition.summary).helpGroup(definition.group).helpCommand(false);
  command.addHelpText("after", examplesOf(definition));
  const configured = definition.configure(command as unknown as Command) as unknown as Command;
  configured.action(((...call: unknown[]) => {
    const options = call.at(-2) as object;
    return dispatch(definition, call.slice(0, -2), options);
  }) as never);
}

function groupOf(nodes: Map<string, Command>, words: readonly string[]): Command {
  const path = words.join(" ");
  const known = nodes.get(path);
  if (known) return known;
  const group = groupOf(nodes, words.slice(0, -1)).command(words.at(-1) as string) as unknown as Command;
  group.description(GROUPS[path] ?? "").helpCommand(false);
  nodes.set(path, group);
  return group;
}

function examplesOf({ examples }: CommandDefinition): string {
  if (examples.length === 0) return "";
  return `\nExamples:\n${examples.map(([line, meaning]) => `  # ${meaning}\n  $ ${line}\n`).join("\n")}`;
}
