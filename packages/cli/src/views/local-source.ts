import { join } from "node:path";
import { CONFIG_FILE } from "@sdetkit/core";
import { blobPath, type Layout } from "@sdetkit/runtime";
import type { Console } from "../terminal/console.ts";
import { toolsHint } from "../tools/tools-hint.ts";
import type { PrintedSource } from "./printed-text.ts";
import type { RunSource } from "./run-view.ts";
import { shownPath } from "./shown-path.ts";
import { workspaceFlag } from "./workspace-flag.ts";

/** The history of a workspace of this machine, with paths as they can be opened from the current folder. */
export function localSource({
  layout,
  blob,
  console: { cwd, stdout, env },
  tools,
  shell,
  show,
}: Pick<PrintedSource, "blob" | "show"> & {
  readonly layout: Layout;
  readonly console: Pick<Console, "cwd" | "stdout" | "env">;
  /** Folders with programs that commands have; left out, what would help a command that found none is not said. */
  readonly tools?: readonly string[];
  /** Commands that the policy allows; left out, a value that does not fit is not told from a command that is not allowed. */
  readonly shell?: RunSource["shell"];
}): RunSource {
  return {
    blob,
    show,
    ...(tools ? { hint: (failure, printed) => toolsHint(failure, printed, { env, root: layout.root, tools }) } : {}),
    cut: stdout.isTTY,
    whole: (digest) => shownPath(layout.root, join(layout.history, blobPath(digest)), cwd),
    // One that was altered cannot be read either; naming what exactly happened is what `history verify` is for.
    unread: "does not match its digest: sdetkit agent history verify",
    config: CONFIG_FILE,
    ...(shell ? { shell } : {}),
    file: (path) => shownPath(layout.root, path, cwd),
    get flag() {
      return workspaceFlag(layout.root, cwd);
    },
  };
}
