import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandDefinition } from "../command/command.ts";
import { buildProgram } from "../program.ts";

const EXITS: readonly (readonly [code: number, meaning: string])[] = [
  [0, "done"],
  [1, "the run or gate failed, or a problem stopped the run of a server"],
  [2, "wrong call, or a template or config that is not valid"],
  [3, "denied, or waiting for an approval"],
  [4, "not authenticated"],
  [5, "verification or replay differs"],
  [124, "timed out"],
  [130, "interrupted"],
];

/** The reference page of every command, made from what the parser itself knows. */
export function cliReference(registry: readonly CommandDefinition[]): string {
  const nowhere = { out: () => {}, error: () => {}, color: false, columns: 100 };
  const program = buildProgram(registry, "", nowhere, async () => {}) as unknown as CommandUnknownOpts;
  const shown = registry.filter(({ hidden }) => !hidden);
  return [
    "# Commands",
    "",
    "<!-- Made by `npm run reference` from the registry of commands: edit the commands, not this page. -->",
    "",
    "Every command takes the [global options](#global-options). With `--json` it prints exactly one JSON object on",
    'standard output; an error is an object too: `{"error": {"code", "message", "remedy"}}`.',
    "",
    ...table(
      ["command", ""],
      shown.map(({ path, summary }) => [`[\`sdetkit ${path}\`](#${anchor(path)})`, summary]),
    ),
    "## Global options",
    "",
    ...optionTable(program),
    "A flag beats its environment variable (`SDETKIT_DIR`, `SDETKIT_CONFIG`, `SDETKIT_JSON`, `SDETKIT_VERBOSE`,",
    "`SDETKIT_QUIET`), that beats the config file, and that beats the default. `NO_COLOR`, `FORCE_COLOR` and `CI` are heeded.",
    "",
    "## Exit codes",
    "",
    ...table(
      ["code", "meaning"],
      EXITS.map(([code, meaning]) => [String(code), meaning]),
    ),
    ...shown.flatMap((definition) => commandSection(definition, program)),
  ].join("\n");
}

function commandSection({ path, summary, examples }: CommandDefinition, program: CommandUnknownOpts): string[] {
  const words = path.split(" ");
  const command = words.reduce(
    (at, word) => at.commands.find((each) => each.name() === word) as CommandUnknownOpts,
    program,
  );
  const args = command.registeredArguments.map((each): [string, string] => [`\`${each.name()}\``, each.description]);
  return [
    `## sdetkit ${path}`,
    "",
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    "",
    "```",
    `sdetkit ${path} ${command.usage()}`,
    "```",
    "",
    ...(args.length === 0 ? [] : table(["argument", ""], args)),
    ...optionTable(command),
    ...examples.flatMap(([line, meaning]) => ["```sh", `# ${meaning}`, line, "```", ""]),
  ];
}

function optionTable(command: CommandUnknownOpts): string[] {
  const rows = command.options
    .filter((option) => option.long !== "--version")
    .map((option): [string, string] => {
      const standard = option.defaultValue === undefined ? "" : ` (default: \`${String(option.defaultValue)}\`)`;
      return [`\`${option.flags}\``, `${option.description}${standard}`];
    });
  return rows.length === 0 ? [] : table(["option", ""], rows);
}

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), "| --- | --- |", ...rows.map(line), ""];
}

function anchor(path: string): string {
  return `sdetkit-${path.replaceAll(" ", "-")}`;
}
