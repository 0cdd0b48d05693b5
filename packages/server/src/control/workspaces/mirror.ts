import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GitFailure } from "@sdetkit/runtime";
import { measureFolder } from "../../storage/roots/measure-folder.ts";
import type { GitTransport } from "./git-transport.ts";
import { runGit } from "./run-git.ts";

/** What may be used of the machine for one fetch. */
export interface FetchBounds {
  /** Bytes that the mirror may grow by. */
  readonly room: number;
  readonly signal: AbortSignal;
}

const FETCH_MS = 10 * 60_000;
const LOCAL_MS = 60_000;
const MOST_PACKS = 50;
/** The default branch, and every commit that a run may have begun with: no clean-up of git removes those. */
const HEAD_REF = "refs/sdetkit/head";
const KEPT = "refs/sdetkit/kept";
const LOCATION = "sdetkit-location";

/** Where a workspace's mirror lies. */
export function mirrorFolder(root: string, name: string): string {
  return join(root, "mirrors", `${name}.git`);
}

/** Brings a mirror up to date and answers the commit of `ref`. A mirror of another location is made anew. */
export async function fetchMirror(
  mirror: string,
  location: string,
  ref: string,
  transport: GitTransport,
  bounds: FetchBounds,
): Promise<string> {
  await ensureMirror(mirror, location);
  const format = await fetchInto(mirror, ref, transport, bounds);
  if (format !== null) {
    // Objects of another hash are another repository to git, at the same location too.
    await makeMirror(mirror, location, format);
    await fetchInto(mirror, ref, transport, bounds);
  }
  const commit = await commitOf(mirror, ref);
  await runGit(mirror, ["update-ref", `${KEPT}/${commit}`, commit], { timeoutMs: LOCAL_MS });
  if (await hasManyPacks(mirror))
    await runGit(mirror, ["repack", "-a", "-d", "--quiet"], { timeoutMs: FETCH_MS, signal: bounds.signal });
  return commit;
}

/** Null; or the object format of the repository, when the mirror has another one and nothing was fetched. */
async function fetchInto(
  mirror: string,
  ref: string,
  { from, options, settings }: GitTransport,
  { room, signal }: FetchBounds,
): Promise<string | null> {
  const before = await measureFolder(mirror);
  const watch = async () =>
    (await measureFolder(mirror)) - before > room ? `it is larger than the ${room} bytes that the quota leaves` : null;
  const refspecs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
  if (ref === "HEAD") refspecs.push(`+HEAD:${HEAD_REF}`);
  // Straight to the disk, where it is measured, and never whole in memory.
  const streamed = ["-c", "fetch.unpackLimit=1", "-c", "core.bigFileThreshold=16m"];
  const fetching = ["fetch", "--quiet", "--prune", "--no-tags", "--force", "--no-write-fetch-head"];
  // From a shallow clone what it has: without this, git leaves such branches out and says nothing.
  const alone = ["--update-shallow", "--no-recurse-submodules", "--no-auto-maintenance", "--", from, ...refspecs];
  const args = [...options, ...streamed, ...fetching, ...alone];
  try {
    await runGit(mirror, args, { timeoutMs: FETCH_MS, watch, signal }, settings);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const [, format] = /mismatched algorithms: client \w+; server (sha1|sha256)/.exec(error.message) ?? [];
    if (format !== undefined) return format;
    if (/couldn't find remote ref HEAD/.test(error.message))
      throw new GitFailure(error.code, "the repository has no commit at HEAD: commit something, or name another ref");
    throw error;
  }
  const over = await watch();
  if (over !== null) {
    // What was fetched already is no use to anybody, and would hold the room.
    await rm(mirror, { recursive: true, force: true });
    throw new GitFailure(null, over);
  }
  return null;
}

/** Each fetch that brought something left a pack; what no kept commit needs goes when they become one. */
async function hasManyPacks(mirror: string): Promise<boolean> {
  const names = await readdir(join(mirror, "objects", "pack")).catch(() => []);
  return names.filter((name) => name.endsWith(".pack")).length > MOST_PACKS;
}

async function ensureMirror(mirror: string, location: string): Promise<void> {
  const known = await readFile(join(mirror, LOCATION), "utf8").catch(() => null);
  if (known !== location) await makeMirror(mirror, location, "sha1");
}

async function makeMirror(mirror: string, location: string, format: string): Promise<void> {
  await rm(mirror, { recursive: true, force: true });
  const fresh = join(dirname(mirror), `.new-${randomBytes(8).toString("hex")}`);
  await mkdir(fresh, { recursive: true });
  // Readable for sandboxes whatever the umask: they borrow its objects.
  const making = ["init", "--quiet", "--bare", "--template=", "--shared=0644", `--object-format=${format}`, "."];
  await runGit(fresh, making, { timeoutMs: LOCAL_MS });
  await runGit(fresh, ["config", "gc.auto", "0"], { timeoutMs: LOCAL_MS });
  await writeFile(join(fresh, LOCATION), location);
  await rename(fresh, mirror);
}

async function commitOf(mirror: string, ref: string): Promise<string> {
  const names = ref === "HEAD" ? [HEAD_REF] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) names.push(ref);
  for (const name of names) {
    try {
      const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
      return (await runGit(mirror, args, { timeoutMs: LOCAL_MS })).toString("utf8").trim();
    } catch (error) {
      if (!(error instanceof GitFailure) || error.code === null) throw error;
    }
  }
  throw new GitFailure(1, `the repository has no branch, tag or commit ${ref}`);
}
