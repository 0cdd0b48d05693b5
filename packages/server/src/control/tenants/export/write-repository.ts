import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { git } from "@sdetkit/runtime";

/** Refs by which the server keeps commits in its mirrors; they are no part of the repository that was mirrored. */
const OWN = "refs/sdetkit/";
/** The branch that the repository is on: one without a commit, so that nothing of any workspace lies in the folder. */
const BRANCH = "refs/heads/sdetkit-export";
/** An export must not take all processors from runs. */
const ONE_THREAD = ["-c", "pack.threads=1"];

/** A mirror of one workspace: a bare repository. */
export interface Mirror {
  readonly workspace: string;
  readonly folder: string;
}

/** What came into the repository. */
export interface Written {
  readonly workspaces: readonly string[];
  /** Workspaces whose objects are named by another hash than those of the first one: one repository cannot hold both. */
  readonly left: readonly string[];
}

/** The mirrors below a tenant's workspace root. */
export async function mirrorsIn(root: string): Promise<Mirror[]> {
  const names = await readdir(join(root, "mirrors")).catch(() => []);
  return names
    .filter((name) => /^[a-z0-9][a-z0-9-]*\.git$/.test(name))
    .sort()
    .map((name) => ({ workspace: name.slice(0, -".git".length), folder: join(root, "mirrors", name) }));
}

/**
 * Makes one repository of several: every commit of each, the refs of a workspace below `refs/workspaces/NAME/`. Tags stand in
 * their usual place as well, and so do the branches of a workspace that is the only one, so that `git describe` and the like
 * answer as they did.
 */
export async function writeRepository(folder: string, mirrors: readonly Mirror[]): Promise<Written> {
  const formats = await Promise.all(mirrors.map((each) => text(each.folder, ["rev-parse", "--show-object-format"])));
  const [format] = formats;
  if (format === undefined) return { workspaces: [], left: [] };
  const taken = mirrors.filter((_, i) => formats[i] === format);
  const refs = new RefNames();
  for (const { workspace, folder: mirror } of taken) {
    const lines = await text(mirror, ["for-each-ref", "--format=%(objectname) %(refname)"]);
    for (const line of lines === "" ? [] : lines.split("\n")) {
      const [object = "", name = ""] = line.split(" ");
      if (name.startsWith(OWN)) {
        refs.add(`${OWN}${workspace}/${name.slice(OWN.length)}`, object);
        continue;
      }
      refs.add(`refs/workspaces/${workspace}/${name.slice("refs/".length)}`, object);
      if (name.startsWith("refs/tags/") || taken.length === 1) refs.add(name, object);
    }
  }
  await git(folder, ["init", "--quiet", "--template=", `--object-format=${format}`, "."]);
  const dir = join(folder, ".git");
  await writeFile(join(dir, "HEAD"), `ref: ${BRANCH}\n`);
  await writeFile(join(dir, "packed-refs"), refs.lines());
  // The objects are borrowed, then everything that a ref leads to is packed, then nothing is borrowed any more.
  const alternates = join(dir, "objects", "info", "alternates");
  await mkdir(join(dir, "objects", "info"), { recursive: true });
  await writeFile(alternates, taken.map((each) => `${join(each.folder, "objects")}\n`).join(""));
  // Where the history of a shallow clone ends, it ends here.
  const ends = await Promise.all(taken.map((each) => readFile(join(each.folder, "shallow"), "utf8").catch(() => "")));
  if (ends.join("") !== "") await writeFile(join(dir, "shallow"), ends.join(""));
  await git(folder, [...ONE_THREAD, "repack", "-a", "-d", "-q", "-n"]);
  await rm(alternates);
  return {
    workspaces: taken.map(({ workspace }) => workspace),
    left: mirrors.filter((each) => !taken.includes(each)).map(({ workspace }) => workspace),
  };
}

async function text(folder: string, args: readonly string[]): Promise<string> {
  return (await git(folder, args)).toString("utf8").trimEnd();
}

/** Names of refs, the first of those that cannot stand side by side: the same name, or one that would be a folder of the other. */
class RefNames {
  readonly #objects = new Map<string, string>();
  readonly #folders = new Set<string>();

  add(name: string, object: string): void {
    const folders = name.split("/").map((_, i, parts) => parts.slice(0, i).join("/"));
    const clash = this.#objects.has(name) || this.#folders.has(name) || folders.some((each) => this.#objects.has(each));
    if (clash) return;
    this.#objects.set(name, object);
    for (const each of folders) this.#folders.add(each);
  }

  lines(): string {
    const sorted = [...this.#objects].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([name, object]) => `${object} ${name}\n`).join("");
  }
}
