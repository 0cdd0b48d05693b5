import { script } from "@bomb.sh/tab";
import tab from "@bomb.sh/tab/commander";
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
  const root = tab(program as unknown as Parameters<typeof tab>[0], { completionCommandName: "completion-tree" });
  const text = printed(() => root.parse([...words]));
  return { exit: ExitCode.done, json: { completions: text.split("\n").slice(0, -2) }, text: "", raw: [text] };
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
