import { execFile } from "node:child_process";

/**
 * Settings that keep a repository's own configuration from running anything when it is only being read: no hooks, no
 * file-system monitor, no index refresh on disk; and reading a repository that belongs to somebody else is not an error.
 * Filters have names of their own: see `withoutFilters`.
 */
export function guarded(): string[] {
  return [
    "--no-optional-locks",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    // Whoever owns it, under whatever path git sees it: nothing of it is run.
    "safe.directory=*",
  ];
}

/** A git command that failed; `code` is its exit code, or null when git could not be started. */
export class GitFailure extends Error {
  override readonly name = "GitFailure";
  readonly code: number | null;
  constructor(code: number | null, stderr: string) {
    super(stderr.trim() || "git could not be started");
    this.code = code;
  }
}

const MAX_OUTPUT = 512 * 1024 * 1024;

/** The environment in which git is run: the C locale, and nothing of the caller's git settings, credentials or transports. */
export function gitEnvironment(): { readonly [variable: string]: string } {
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    LC_ALL: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LFS_SKIP_SMUDGE: "1",
    // An object that is missing is not fetched: the repository says by which program that would be done.
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    // A workspace may lie on a file system of its own below the top of its repository.
    GIT_DISCOVERY_ACROSS_FILESYSTEM: "1",
  };
}

/** Runs git in a folder, in the C locale and without the caller's git settings, and answers its standard output. */
export function git(
  root: string,
  args: readonly string[],
  settings: { readonly [variable: string]: string } = {},
  input?: string | Buffer,
): Promise<Buffer> {
  const env = { ...settings, ...gitEnvironment() };
  return new Promise((resolve, reject) => {
    const options = { cwd: root, env, encoding: "buffer" as const, maxBuffer: MAX_OUTPUT };
    const child = execFile("git", [...guarded(), ...args], options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else reject(new GitFailure(typeof error.code === "number" ? error.code : null, stderr.toString("utf8")));
    });
    // It may end before it has read all: its exit code says why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
  });
}

/**
 * Settings that switch off every filter which the repository configures. A filter is a command that git runs on the content
 * of a file that it compares; one that is switched off leaves the content as it is.
 */
export async function withoutFilters(root: string): Promise<{ readonly [variable: string]: string }> {
  const names = await git(root, ["config", "--null", "--name-only", "--get-regexp", "^filter\\."]).catch((error) => {
    // 1: there are none.
    if (error instanceof GitFailure && error.code === 1) return Buffer.alloc(0);
    throw error;
  });
  const drivers = new Set(
    names
      .toString("utf8")
      .split("\0")
      .flatMap((name) => (name === "" ? [] : [name.slice(0, name.lastIndexOf("."))])),
  );
  // Through the environment: a name may hold `=`, which ends it on the command line.
  const settings = [...drivers].flatMap((driver) => [
    [`${driver}.clean`, ""],
    [`${driver}.smudge`, ""],
    [`${driver}.process`, ""],
    [`${driver}.required`, "false"],
  ]);
  return Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(settings.length)],
    ...settings.flatMap(([key, value], i) => [
      [`GIT_CONFIG_KEY_${i}`, key],
      [`GIT_CONFIG_VALUE_${i}`, value],
    ]),
  ]);
}
