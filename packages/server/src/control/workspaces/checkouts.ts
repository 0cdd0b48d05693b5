import { existsSync } from "node:fs";
import { chmod, lchown, mkdir, readdir, rename, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RecordedWorkspace } from "@sdetkit/core";
import { copyFolder, layOutCommit, objectFormat, readGitState } from "@sdetkit/runtime";
import { LRUCache } from "lru-cache";
import { mirrorFolder } from "./mirror.ts";
import { TreeCopier } from "./tree-copier.ts";
import { besides, FRESH, GONE, type TreeRemover } from "./tree-remover.ts";
import type { Owner } from "./tree-tasks.ts";
import type { Checkout } from "./types.ts";

/** Where a run's workspace comes from: a commit in a mirror, or a plain folder as it is now. */
export interface CheckoutSource {
  /** The tenant's workspace root. */
  readonly root: string;
  readonly name: string;
  readonly base: RecordedWorkspace;
  /** The folder of a workspace that is no repository. */
  readonly folder: string | null;
  readonly owner: Owner | null;
}

/** Copies of commits that were not used for so long are removed, and what was left half done by a killed process. */
const UNUSED_MS = 60 * 60_000;
/** A copy of a commit is marked as used at most so often. */
const TOUCH_MS = 10 * 60_000;
/** Copies of commits that a replica knows the size of; of more, those that were not used for longest are counted again. */
const MOST_TREES = 500;

/** A commit that is laid out. While that is going on everybody waits for it. */
interface Tree {
  readonly entries: Promise<number>;
  touched: number;
}

/** Lays workspaces out for runs. One for all tenants of a replica. */
export interface Checkouts {
  /** The checkout of a run, laid out when it is not there: whole or not at all, so that one that is there is finished. */
  open(run: string, source: CheckoutSource): Promise<Checkout>;
  close(root: string, run: string): Promise<void>;
  /** Runs that have a checkout, and since when, in milliseconds since the epoch. */
  runs(root: string): Promise<ReadonlyMap<string, number>>;
  /** Removes what nobody needs any more besides checkouts of runs. */
  sweep(root: string): Promise<void>;
}

export function createCheckouts(now: () => number, remover: TreeRemover): Checkouts {
  const copier = new TreeCopier();
  // By the folder of the copy.
  const trees = new LRUCache<string, Tree>({ max: MOST_TREES });

  /** The commit laid out once, to be copied for every run. */
  async function treeOf({ root, name, base, owner }: CheckoutSource): Promise<{ folder: string; entries: number }> {
    if (base.kind !== "git") throw new Error("only a commit is laid out once for all");
    const folder = join(root, "trees", name, base.commit);
    const known = trees.get(folder);
    if (known && existsSync(folder)) {
      if (now() - known.touched > TOUCH_MS) {
        known.touched = now();
        await utimes(folder, new Date(), new Date());
      }
      return { folder, entries: await known.entries };
    }
    const entries = layOut(mirrorFolder(root, name), base.commit, folder, owner);
    trees.set(folder, { entries, touched: now() });
    entries.catch(() => trees.delete(folder));
    return { folder, entries: await entries };
  }

  async function layOut(mirror: string, commit: string, folder: string, owner: Owner | null): Promise<number> {
    const parent = dirname(folder);
    await mkdir(parent, { recursive: true });
    if (!existsSync(folder)) {
      const fresh = besides(parent, FRESH);
      try {
        const format = await objectFormat(mirror);
        const state = await readGitState(mirror, { commit, common: mirror, format });
        await layOutCommit(fresh, { commit, prefix: "", format, objects: join(mirror, "objects"), state });
        await chmod(fresh, 0o755);
        const entries = await copier.claim(fresh, owner);
        await rename(fresh, folder);
        return entries;
      } catch (error) {
        await remover.destroy(fresh);
        if (!pathExists(error)) throw error;
      }
    }
    return await copier.claim(folder, null);
  }

  // Folders that the owner's programs were let through to.
  const opened = new Set<string>();

  /** Lets the tenant's user through to its checkouts and the objects that they borrow, and no other tenant's user: whatever the umask. */
  async function letThrough(root: string, owner: Owner | null): Promise<void> {
    if (owner === null || opened.has(root)) return;
    await lchown(root, process.getuid?.() ?? 0, owner.gid);
    await chmod(root, 0o710);
    // Not to the copies that checkouts are made of: whoever could write there would be in every later run.
    for (const [each, mode] of [
      ["runs", 0o711],
      ["mirrors", 0o711],
      ["trees", 0o700],
    ] as const) {
      await mkdir(join(root, each), { recursive: true });
      await chmod(join(root, each), mode);
    }
    opened.add(root);
  }

  async function make(fresh: string, source: CheckoutSource): Promise<void> {
    const { folder, base, owner } = source;
    await mkdir(fresh, { mode: 0o700 });
    const workspace = join(fresh, "workspace");
    if (base.kind === "git") {
      const tree = await treeOf(source);
      await copier.copy(tree.folder, workspace, tree.entries, owner);
    } else {
      if (folder === null) throw new Error("expected a folder to copy");
      await copyFolder(folder, workspace);
      await copier.claim(workspace, owner);
    }
    const output = join(fresh, "output");
    await mkdir(output);
    if (owner) for (const each of [output, fresh]) await lchown(each, owner.uid, owner.gid);
  }

  return {
    open: async (run, source) => {
      const runs = join(source.root, "runs");
      const home = join(runs, run);
      if (!existsSync(home)) {
        await mkdir(runs, { recursive: true });
        await letThrough(source.root, source.owner);
        const fresh = besides(runs, FRESH);
        try {
          await make(fresh, source);
          await rename(fresh, home);
        } catch (error) {
          await remover.destroy(fresh);
          // Another replica laid it out meanwhile: that one counts.
          if (!pathExists(error)) throw error;
        }
      }
      const pristine = source.base.kind === "git";
      const borrowed = pristine ? [join(mirrorFolder(source.root, source.name), "objects")] : [];
      return { workspace: join(home, "workspace"), output: join(home, "output"), borrowed, pristine };
    },
    close: (root, run) => remover.drop(join(root, "runs", run)),
    runs: async (root) => {
      const runs = (await names(join(root, "runs"))).filter((name) => !name.startsWith("."));
      return new Map(
        await Promise.all(runs.map(async (run) => [run, await changedAt(join(root, "runs", run))] as const)),
      );
    },
    sweep: async (root) => {
      const old = now() - UNUSED_MS;
      for (const folder of [join(root, "runs"), join(root, "mirrors"), join(root, "trees")])
        for (const name of await names(folder))
          if ((name.startsWith(FRESH) || name.startsWith(GONE)) && (await changedAt(join(folder, name))) < old)
            await remover.destroy(join(folder, name));
      for (const name of await names(join(root, "trees")))
        for (const commit of await names(join(root, "trees", name))) {
          const tree = join(root, "trees", name, commit);
          if ((await changedAt(tree)) < old) await remover.remove(tree);
        }
    },
  };
}

/** Whether a folder could not get its name because there is one already. */
function pathExists(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOTEMPTY" || code === "EEXIST";
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function changedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? Number.POSITIVE_INFINITY;
}
