import { lstatSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { LogicalPath } from "@sdetkit/core";
import { isGlob, pathGlob } from "../files/path-glob.ts";
import type { BlobStore } from "../history/types.ts";
import type { Pace } from "../platform/pace.ts";
import type { CommandRunner } from "../sandbox/types.ts";
import type { Checkout } from "./checkout.ts";
import { buildView } from "./command-view.ts";
import { GIT_STATE_FILE, readGitState } from "./git-directory.ts";
import { seeWorkspace, seeWritable } from "./see-workspace.ts";
import type { RunReads, StepReads } from "./step-reads.ts";
import { filesAt, stampOf } from "./walk-source.ts";

/** Where and for whom commands of one step are watched. */
export interface Watching {
  readonly root: string;
  readonly blobs: BlobStore;
  /** What the step declares under `inputs`. */
  readonly inputs: readonly string[];
  /** A folder for what commands see, which is not there yet. */
  readonly scratch: string;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  readonly pace: Pace;
}

/** Commands that see the workspace's own files and the declared inputs; what they saw and what they changed is noted. */
export function watchCommands(
  commands: CommandRunner,
  run: RunReads,
  step: StepReads,
  { root, blobs, inputs, scratch, owner, pace }: Watching,
): CommandRunner {
  const noteState = async (state: string): Promise<void> => {
    step.noteGit(state === "" ? null : await blobs.put(state));
  };
  const runPristine: CommandRunner["run"] = async (command) => {
    await noteState(stateFileOf(root));
    return commands.run(command);
  };
  const runWatched: CommandRunner["run"] = async (command) => {
    if (!run.actionsOnly) await step.noteWay(command.cwd);
    const checkout = await run.checkout();
    const sight = await seeWorkspace(checkout, inputs, run.seen, pace).catch(async (error) => {
      // What makes an input be refused is to be there in a replay.
      for (const path of inputs)
        await step.noteWay({ root: "workspace", path: isGlob(path) ? pathGlob(path).base : path });
      throw error;
    });
    const state = await gitStateOf(checkout);
    if (!run.actionsOnly) {
      step.note(sight.entries);
      const writable = command.writable.filter((path) => path.root === "workspace").map(({ path }) => path);
      step.note(await seeWritable(checkout, writable, sight, pace));
    }
    await noteState(state);
    const view = (mounted: readonly string[]) => buildView(checkout, sight, state, { scratch, mounted, owner });
    try {
      const result = await commands.run({ ...command, view });
      return result.sandbox === "none" ? result : { ...result, hidden: sight.hidden };
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  };
  return {
    run: async (command) => {
      const roots = command.writable.filter(({ root }) => root === "workspace");
      const before = await stampsIn(root, roots, pace);
      try {
        return await (run.pristine ? runPristine(command) : runWatched(command));
      } finally {
        step.noteChanged(differing(before, await stampsIn(root, roots, UNHURRIED)));
      }
    },
  };
}

/** After a cancel the account is still kept. */
const UNHURRIED: Pace = { yieldIfDue: async () => undefined };

async function gitStateOf({ root, repository, gitState }: Checkout): Promise<string> {
  return gitState ?? (repository === null ? "" : await readGitState(root, repository));
}

function stateFileOf(root: string): string {
  const file = join(root, ".git", GIT_STATE_FILE);
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "utf8") : "";
}

/** What tells, of each file below the folders, whether it was changed. */
async function stampsIn(root: string, folders: readonly LogicalPath[], pace: Pace): Promise<Map<string, string>> {
  const stamps = new Map<string, string>();
  for (const { path } of folders)
    for await (const file of filesAt(root, path, pace)) stamps.set(file.path, stampOf(file.stat));
  return stamps;
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const gone = [...before.keys()].filter((path) => !after.has(path));
  const made = [...after].flatMap(([path, stamp]) => (before.get(path) === stamp ? [] : [path]));
  return [...gone, ...made];
}
