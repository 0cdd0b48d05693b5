import { resolve } from "node:path";
import { RootCommand, ShellCompDirective, script } from "@bomb.sh/tab";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { ExitCode, Fault } from "@sdetkit/core";
import type { Answer, CommandDefinition, Completes, Invocation } from "../../command/command.ts";
import { expandCommandLine, firstWord } from "../../command/expand-command-line.ts";
import { findCandidates } from "../../completion/find-candidates.ts";

const SHELLS: readonly string[] = ["bash", "zsh", "fish", "powershell"];

/** What options that every command takes can hold. */
const GLOBAL: NonNullable<CommandDefinition["completes"]> = { C: "folders", config: "files" };

/** `completion`: the script that a shell loads. It calls `sdetkit complete -- WORDS` for each completion. */
export async function completion(shell: string): Promise<Answer> {
  if (!SHELLS.includes(shell)) {
    const message = `expected one of ${SHELLS.join(", ")}, got ${JSON.stringify(shell)}`;
    throw new Fault("usage", message, { remedy: "name the shell you use" });
  }
  const whole = printed(() => script(shell, "sdetkit", "sdetkit"));
  const text = shell === "bash" ? forPlainBash(whole) : whole;
  return { exit: ExitCode.done, json: { shell, script: text }, text: "", raw: [text] };
}

/**
 * The script for a bash as it comes: without the package bash-completion the words are taken as bash splits them, and files
 * are completed where nothing is offered and they are not ruled out.
 */
function forPlainBash(whole: string): string {
  return whole
    .replace(
      /^( *)(_get_comp_words_by_ref .*)$/m,
      [
        "$1if declare -F _get_comp_words_by_ref >/dev/null; then",
        "$1    $2",
        "$1else",
        '$1    words=("${COMP_WORDS[@]}") cword=$COMP_CWORD cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}',
        "$1fi",
      ].join("\n"),
    )
    .replace(/^complete -F /m, "complete -o default -F ");
}

/** `complete`: what could appear where the cursor is, in the form that the script understands. */
export async function complete(typed: readonly string[], invocation: Invocation): Promise<Answer> {
  const { program, registry, cwd } = invocation;
  // The word that is being completed says nothing yet.
  const words = firstWord(typed) < typed.length - 1 ? expandCommandLine(typed, registry) : typed;
  const root = new RootCommand();
  let wanted: Completes | undefined;
  const want = (completes: Completes) => {
    wanted = completes;
  };
  describe(
    root,
    program as unknown as CommandUnknownOpts,
    "",
    new Map(registry.map((each) => [each.path, each])),
    want,
  );
  const lines = printed(() => root.parse([...words]))
    .split("\n")
    .slice(0, -2);
  const partial = words.at(-1)?.replace(/^--[\w-]+=/, "") ?? "";
  const folder = words[words.indexOf("-C") + 1];
  const place = words.includes("-C") && folder !== undefined ? resolve(cwd, folder) : cwd;
  const found = wanted === undefined ? [] : await findCandidates(wanted, partial, { ...invocation, cwd: place });
  const fitting = found.filter(({ value }) => value.startsWith(partial));
  const completions = [...lines, ...fitting.map(({ value, description }) => `${value}\t${description}`)];
  const text = [...completions, `:${directiveOf(wanted)}`, ""].join("\n");
  return { exit: ExitCode.done, json: { completions }, text: "", raw: [text] };
}

/** What the shell may complete by itself. */
function directiveOf(wanted: Completes | undefined): number {
  if (wanted === "folders") return ShellCompDirective.ShellCompDirectiveFilterDirs;
  const files = wanted === "files" || wanted === "templates-or-files";
  return files ? ShellCompDirective.ShellCompDirectiveDefault : ShellCompDirective.ShellCompDirectiveNoFileComp;
}

/** Tells the completer every command below this one, its arguments, and the options that it takes, global ones included. */
function describe(
  root: RootCommand,
  command: CommandUnknownOpts,
  path: string,
  definitions: ReadonlyMap<string, CommandDefinition>,
  want: (completes: Completes) => void,
): void {
  const node = path === "" ? root : root.command(path, command.description());
  const completes = { ...GLOBAL, ...definitions.get(path)?.completes };
  const wants = (name: string) => () => want(completes[name] ?? []);
  const help = command.createHelp();
  for (const option of [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]) {
    const name = option.long?.slice(2) ?? option.short?.slice(1) ?? "";
    const alias = option.long ? option.short?.slice(1) : undefined;
    if (option.required) node.option(name, option.description, wants(name), alias);
    else node.option(name, option.description, alias);
  }
  for (const argument of command.registeredArguments) {
    node.argument(argument.name(), wants(argument.name()), argument.variadic);
  }
  for (const inner of help.visibleCommands(command)) {
    describe(root, inner as CommandUnknownOpts, `${path} ${inner.name()}`.trim(), definitions, want);
  }
}

/** The library prints where it should answer: what it prints is taken as the answer, in this synchronous stretch only. */
function printed(print: () => void): string {
  const log = globalThis.console.log;
  let text = "";
  globalThis.console.log = (line: string) => {
    text += `${line}\n`;
  };
  try {
    print();
  } finally {
    globalThis.console.log = log;
  }
  return text;
}
