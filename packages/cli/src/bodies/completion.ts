import { RootCommand, script } from "@bomb.sh/tab";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { ExitCode, Fault } from "@sdetkit/core";
import type { Answer, Invocation } from "../command.ts";

const SHELLS: readonly string[] = ["bash", "zsh", "fish", "powershell"];

/** `completion`: the script that a shell loads. It calls `sdetkit complete -- WORDS` for each completion. */
export async function completion(shell: string): Promise<Answer> {
  if (!SHELLS.includes(shell)) {
    const message = `expected one of ${SHELLS.join(", ")}, got ${JSON.stringify(shell)}`;
    throw new Fault("usage", message, { exit: ExitCode.usage, remedy: "name the shell you use" });
  }
  const text = printed(() => script(shell, "sdetkit", "sdetkit"));
  return { exit: ExitCode.done, json: { shell, script: text }, text: "", raw: [text] };
}

/** `complete`: what could stand where the cursor is, in the form that the script understands. */
export async function complete(words: readonly string[], { program }: Invocation): Promise<Answer> {
  const root = new RootCommand();
  describe(root, program as unknown as CommandUnknownOpts, "");
  const text = printed(() => root.parse([...words]));
  return { exit: ExitCode.done, json: { completions: text.split("\n").slice(0, -2) }, text: "", raw: [text] };
}

/** Tells the completer every command below this one, and the options that each takes, global ones included. */
function describe(root: RootCommand, command: CommandUnknownOpts, path: string): void {
  const node = path === "" ? root : root.command(path, command.description());
  const help = command.createHelp();
  for (const option of [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]) {
    const name = option.long?.slice(2) ?? option.short?.slice(1) ?? "";
    const alias = option.long ? option.short?.slice(1) : undefined;
    if (option.required) node.option(name, option.description, () => {}, alias);
    else node.option(name, option.description, alias);
  }
  for (const argument of command.registeredArguments) node.argument(argument.name(), undefined, argument.variadic);
  for (const inner of help.visibleCommands(command)) {
    describe(root, inner as CommandUnknownOpts, `${path} ${inner.name()}`.trim());
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
