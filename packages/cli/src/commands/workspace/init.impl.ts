import { relative } from "node:path";
import { ExitCode } from "@sdetkit/core";
import { type Bootstrapped, bootstrap, findWorkspace, layoutOf } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { bold, cyan, dim, green, type Text } from "../../terminal/text.ts";

const CONFIG_WORDS = {
  written: "written with its defaults, each explained in the file",
  default: "exists already, with the default content",
  changed: "exists already, with your changes: left unchanged",
} as const;

/** `agent init`. */
export async function init({ cwd }: Invocation): Promise<Answer> {
  const layout = layoutOf(findWorkspace(cwd).root);
  const done = await bootstrap(layout);
  const config = relative(layout.root, layout.config);
  return {
    exit: ExitCode.done,
    json: { workspace: layout.root, config: { path: config, state: done.config }, made: done.made },
    text: screen(layout.root, config, done),
  };
}

function screen(root: string, config: string, { made, config: state }: Bootstrapped): Text {
  const news: Text = made.length === 0 ? "is already a workspace" : "is a workspace now";
  return [
    [green("✓"), " ", bold(root), " ", news, "\n\n"],
    made.map((path): Text => ["  ", dim("made"), "  ", path, "\n"]),
    made.length === 0 ? "" : "\n",
    ["  ", config, " ", dim(`was ${CONFIG_WORDS[state]}`), "\n\n"],
    ["Next: ", cyan("sdetkit agent doctor"), ", then ", cyan("sdetkit agent templates list"), "\n"],
  ];
}
