import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { requireWritable } from "../history/require-writable.ts";
import { currentOwner, isAlive, isOwner } from "../process-owner.ts";
import { hasCommit, materialise } from "../workspace/materialise.ts";
import type { ReplayGround } from "./replay-run.ts";
import { newRunId } from "./run-id.ts";
import { allowedEnvironment, rulesOf, type Shop } from "./shop.ts";

/** Replays in this workspace: scratch copies lie below its agent folder. */
export function groundOf(shop: Shop): ReplayGround {
  const { layout, config, options, history, requester } = shop;
  return {
    history,
    config,
    rules: rulesOf(shop),
    requester,
    env: allowedEnvironment(config, options.env),
    version: options.version,
    hasCommit: (commit) => hasCommit(layout.root, commit),
    materialise: (identity, folder) => materialise(layout.root, identity, folder),
    inScratch: (use) => inScratch(shop, use),
  };
}

/** A scratch folder for the time of one call; what a killed replay left behind goes first. */
async function inScratch<T>({ layout }: Shop, use: (folder: string) => Promise<T>): Promise<T> {
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
