import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isVersion1 } from "@sdetkit/core";
import { requireWritable } from "../history/require-writable.ts";
import { createPace } from "../platform/pace.ts";
import { currentOwner, isAlive, isOwner } from "../platform/process-owner.ts";
import { layOut } from "../workspace/lay-out.ts";
import { layOutVersion1 } from "../workspace/lay-out-version-1.ts";
import { findRepository, hasCommit } from "../workspace/repository.ts";
import { allowedEnvironment, type EngineContext, rulesOf } from "./engine-context.ts";
import { newRunId } from "./new-id.ts";
import type { ReplayEnvironment } from "./replay-run.ts";

/** Replays in this workspace: scratch copies lie below its agent folder. */
export function replayEnvironmentOf(context: EngineContext): ReplayEnvironment {
  const { layout, config, options, history, requester } = context;
  return {
    history,
    config,
    rules: rulesOf(context),
    requester,
    env: allowedEnvironment(config, options.env),
    version: options.version,
    hasCommit: (commit) => hasCommit(layout.root, commit),
    layOut: async ({ identity, entries, git }, folder) => {
      if (isVersion1(identity)) return layOutVersion1(layout.root, identity, folder);
      const { signal } = new AbortController();
      const commit = identity.kind === "git" ? { id: identity.commit, path: identity.path } : null;
      return layOut({ commit, git, entries }, folder, {
        root: layout.root,
        repository: await findRepository(layout.root),
        kept: (digest) => history.blobs.get(digest).catch(() => null),
        pace: createPace(signal),
      });
    },
    inScratch: (use) => inScratch(context, use),
  };
}

/** A scratch folder for the time of one call; what a killed replay left behind goes first. */
async function inScratch<T>({ layout }: EngineContext, use: (folder: string) => Promise<T>): Promise<T> {
  requireWritable(layout.agent, layout.scratch);
  await mkdir(layout.scratch, { recursive: true });
  for (const name of await readdir(layout.scratch)) {
    const owner = /^replay-(.+)-r-/.exec(name)?.[1] ?? "";
    if (isOwner(owner) && !isAlive(owner)) await rm(join(layout.scratch, name), { recursive: true, force: true });
  }
  const folder = join(layout.scratch, `replay-${currentOwner()}-${newRunId(Date.now())}`);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
