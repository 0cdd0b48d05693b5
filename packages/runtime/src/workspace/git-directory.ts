import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { readPlainFile, readPlainFileAside } from "../files/read-plain-file.ts";
import { GitFailure, git } from "./git.ts";
import type { Repository } from "./repository.ts";

/** In the `.git` of a copy that was laid out: what commands see of git besides the commit, as `readGitState` says it. */
export const GIT_STATE_FILE = "sdetkit-git-state";

/** Settings by which git reads work trees differently, and their defaults. */
const SETTINGS: { readonly [name: string]: string } = {
  "core.autocrlf": "false",
  "core.eol": "native",
  "core.filemode": "true",
  "core.ignorecase": "false",
  "core.symlinks": "true",
};

const SETTING_NAMES = Object.keys(SETTINGS).join("|").replaceAll(".", "\\.");

/** By which filter a partial clone was made, whatever the remote is called. */
const FILTERS = "remote\\..*\\.partialclonefilter";

/**
 * What commands see of git besides the commit and its history: tags of that history, where the history was cut off, what a
 * partial clone left out, and settings by which git reads work trees. One line each; empty in most full clones without tags. Branches, the index, the
 * stash, remotes and hooks are not shown to commands.
 */
export async function readGitState(
  root: string,
  { commit, common, format }: Pick<Repository, "commit" | "common" | "format">,
): Promise<string> {
  const [settings, tags] = await Promise.all([
    git(root, ["config", "--null", "--get-regexp", `^(${SETTING_NAMES}|${FILTERS})$`])
      .then((out) => out.toString("utf8").split("\0"))
      .catch(noneFound),
    commit === null
      ? []
      : git(root, ["for-each-ref", `--merged=${commit}`, `--format=${TAG_FORMAT}`, "refs/tags"]).then((out) =>
          out.toString("utf8").split("\n"),
        ),
  ]);
  const set = new Map(settings.filter((each) => each !== "").map((each) => nameAndValue(each)));
  const filters = new Set([...set].flatMap(([name, value]) => (Object.hasOwn(SETTINGS, name) ? [] : [value])));
  const shallow = existsSync(join(common, "shallow"))
    ? readPlainFile(join(common, "shallow")).toString().split("\n")
    : [];
  const lines = [
    ...(commit === null ? [`unborn ${format}`] : []),
    ...[...set].flatMap(([name, value]) =>
      !Object.hasOwn(SETTINGS, name) || value === SETTINGS[name] ? [] : [`setting ${name} ${value}`],
    ),
    ...[...filters].map((filter) => `partial ${filter}`),
    ...shallow.filter((id) => id !== "").map((id) => `shallow ${id}`),
    ...tags.filter((line) => line !== "").map((line) => `tag ${line.trimEnd()}`),
  ].sort();
  return lines.map((line) => `${line}\n`).join("");
}

/** A setting without a value is on. The last of several counts, as for git. */
function nameAndValue(setting: string): [name: string, value: string] {
  const [name = "", value = "true"] = setting.split("\n");
  return [name, value.toLowerCase()];
}

const TAG_FORMAT = "%(objectname) %(refname) %(*objectname)";

/** git exits with 1 when no setting matches. */
function noneFound(error: unknown): string[] {
  if (error instanceof GitFailure && error.code === 1) return [];
  throw error;
}

/** What a git directory is made of. */
export interface GitDirectory {
  readonly commit: string | null;
  readonly format: Repository["format"];
  /** Where the repository keeps its objects: they are borrowed. Null: there are none. */
  readonly objects: string | null;
  /** As `readGitState` says it. */
  readonly state: string;
}

/**
 * Makes a git directory in which commands find the commit, its history and the given state, and nothing else: `HEAD` is
 * detached, and no hook, remote, branch or foreign setting is there.
 */
export async function writeGitDirectory(
  folder: string,
  { commit, format, objects, state }: GitDirectory,
): Promise<void> {
  const { settings, shallow, tags } = parseState(state);
  await mkdir(join(folder, "refs"), { recursive: true });
  await mkdir(join(folder, "objects", "info"), { recursive: true });
  // Copies of files keep their time and size, and get another inode.
  const core = "\tbare = false\n\tcheckStat = minimal\n\ttrustctime = false\n\tlogAllRefUpdates = false\n";
  // By itself git shortens ids by the number of objects in the borrowed store, which are not of this history alone.
  const abbrev = "\tabbrev = 12\n";
  const version = format === "sha1" ? 0 : 1;
  const extensions = format === "sha1" ? "" : `[extensions]\n\tobjectFormat = ${format}\n`;
  await Promise.all([
    writeFile(join(folder, "HEAD"), commit === null ? "ref: refs/heads/main\n" : `${commit}\n`),
    writeFile(
      join(folder, "config"),
      `[core]\n\trepositoryFormatVersion = ${version}\n${core}${abbrev}${settings.join("")}${extensions}`,
    ),
    objects === null ? undefined : writeFile(join(folder, "objects", "info", "alternates"), `${objects}\n`),
    writeFile(join(folder, "packed-refs"), `# pack-refs with: peeled fully-peeled sorted \n${tags.join("")}`),
    shallow.length > 0 ? writeFile(join(folder, "shallow"), shallow.join("")) : undefined,
  ]);
}

/** Whether a state is that of a repository without a commit. */
export function isUnborn(state: string): boolean {
  return /^unborn /m.test(state);
}

/** The object format of a repository without a commit. */
export function unbornFormat(state: string): Repository["format"] {
  return /^unborn sha256$/m.test(state) ? "sha256" : "sha1";
}

const ID = "[0-9a-f]{40,64}";

/** Takes in what is of the known form only: a state comes from blobs as well, and git acts on its configuration. */
function parseState(state: string): { settings: string[]; shallow: string[]; tags: string[] } {
  const matches = (form: RegExp) => [...state.matchAll(form)].map(({ groups }) => groups as { [name: string]: string });
  const settings = matches(/^setting (?<name>core\.[a-z]+) (?<value>[a-z]+)$/gm);
  const tags = matches(new RegExp(`^tag (?<id>${ID}) (?<ref>refs/tags/\\S+)(?: (?<peeled>${ID}))?$`, "gm"));
  return {
    settings: settings.flatMap(({ name = "", value }) =>
      Object.hasOwn(SETTINGS, name) ? [`\t${name.slice("core.".length)} = ${value}\n`] : [],
    ),
    shallow: matches(new RegExp(`^shallow (?<id>${ID})$`, "gm")).map(({ id }) => `${id}\n`),
    tags: tags.map(({ id, ref, peeled }) => `${id} ${ref}\n${peeled ? `^${peeled}\n` : ""}`),
  };
}

/**
 * Fills the index of a git directory from its commit. `prefix`: where below the top the workspace lies: what is outside of it
 * is marked as not to be looked at.
 */
export async function fillIndex(folder: string, top: string, prefix: string): Promise<void> {
  const here = [`--git-dir=${folder}`, `--work-tree=${top}`];
  await git(top, [...here, "read-tree", "HEAD"]);
  if (prefix === "") return;
  const all = (await git(top, [...here, "ls-files", "-z", "--full-name"])).toString("latin1").split("\0");
  const outside = all.filter((path) => path !== "" && !path.startsWith(Buffer.from(prefix).toString("latin1")));
  if (outside.length === 0) return;
  const input = Buffer.from(`${outside.join("\0")}\0`, "latin1");
  await git(top, [...here, "update-index", "--skip-worktree", "-z", "--stdin"], {}, input);
}

/** Lets the index know the files as they lie there, so that git need not read them to see that they are unchanged. */
export async function refreshIndex(folder: string, top: string): Promise<void> {
  const args = [`--git-dir=${folder}`, `--work-tree=${top}`, "update-index", "-q", "--refresh"];
  await git(top, args).catch((error) => {
    // 1: something differs from the commit.
    if (!(error instanceof GitFailure && error.code === 1)) throw error;
  });
}

/** The folders that git needs to read objects of a repository: its own, and those that it borrows from. */
export async function objectFolders(objects: string): Promise<readonly string[]> {
  const found = new Set<string>([objects]);
  for (const folder of found) {
    const text = await readPlainFileAside(join(folder, "info", "alternates")).then(String, () => "");
    for (const line of text.split("\n"))
      if (line !== "" && !line.startsWith("#")) found.add(isAbsolute(line) ? line : resolve(folder, line));
  }
  return [...found];
}
