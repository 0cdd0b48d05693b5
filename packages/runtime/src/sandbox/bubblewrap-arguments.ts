import fs from "node:fs";
import { join } from "node:path";
import type { PrivateEntry } from "./private-system-files.ts";
import { FILTER_FD, STATUS_FD } from "./run-process.ts";
import type { CommandView } from "./types.ts";

/** Folders of the host that hold programs and their data. Of all others (home, run, tmp, var, sys, …) a command sees nothing. */
const SYSTEM_FOLDERS = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "etc", "opt", "nix", "gnu"];

/** The command's own folder inside: empty, writable, gone afterwards. */
export const SANDBOX_HOME = "/scratch";

/** Who a command is inside, whoever runs it: nobody. The same for root and ordinary users, so that results agree. */
const NOBODY = "65534";

/** In bytes: what a command may put into memory-backed folders. */
const SCRATCH_SIZE = String(2 ** 30);
const SHARED_MEMORY_SIZE = String(2 ** 28);

/** What one command may see and do. All paths are real and absolute. */
export interface SandboxView {
  readonly workspace: string;
  /** What is in the workspace's place; the workspace itself, unless said. */
  readonly shown?: CommandView | undefined;
  readonly output: string;
  /** Folders and files that may be written to. */
  readonly writable: readonly string[];
  /** More folders that may be read, e.g. toolchains. */
  readonly readable: readonly string[];
  /** What must not be seen, even where it lies in something that may: but what the command works with, where that lies in it. */
  readonly hidden: readonly string[];
  /** Empty unless started by root. */
  readonly privateFiles: readonly PrivateEntry[];
  readonly network: boolean;
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
}

function systemFolders(): string[] {
  return SYSTEM_FOLDERS.flatMap((name) => {
    const path = `/${name}`;
    const stat = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) return ["--symlink", fs.readlinkSync(path), path];
    return stat?.isDirectory() ? ["--ro-bind", path, path] : [];
  });
}

function isFolder(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Leaves out what lies in another of the folders: a command may move things there while the next one starts. */
function outermost(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((path) => !paths.some((other) => path.startsWith(`${other}/`)));
}

/** Names are looked up with a file that is a link into /run on many systems. */
function nameResolution(): string[] {
  const target = fs.existsSync("/etc/resolv.conf") ? fs.realpathSync("/etc/resolv.conf") : "/etc/resolv.conf";
  return target.startsWith("/etc/") ? [] : ["--ro-bind-try", target, target];
}

/**
 * The options of bubblewrap. They are handed over through a descriptor: the environment is in them, and a command line is there for
 * everyone to read. Bubblewrap itself must not get that environment, for LD_PRELOAD would act on it outside of the sandbox. Later mounts cover earlier ones: the system, then the workspace read-only,
 * then what may be written, then the folders of the agent and of git read-only again, then what must not be seen, and the output folder last.
 */
export function bubblewrapArguments(view: SandboxView): string[] {
  const isolation = ["--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent", "--new-session"];
  const identity = ["--uid", NOBODY, "--gid", NOBODY, "--cap-drop", "ALL", "--hostname", "sdetkit"];
  // /proc is read-only as a whole: as root, bubblewrap leaves /proc/sys writable, and core_pattern there is a way out.
  const system = ["--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev"];
  const memory = ["--size", SHARED_MEMORY_SIZE, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"];
  const scratch = ["--size", SCRATCH_SIZE, "--tmpfs", SANDBOX_HOME, "--dir", "/tmp", "--dir", "/run", "--dir", "/var"];
  const agent = join(view.workspace, ".sdetkit");
  const git = join(view.workspace, ".git");
  // Rules, proofs, and the hooks and config that git runs on the host later: open only where they are named themselves.
  const protectedFolders = [agent, git].filter((path) => fs.existsSync(path));
  const isProtected = (path: string): boolean =>
    protectedFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const bind = (path: string): string[] => ["--bind", path, path];
  const readOnly = (path: string): string[] => ["--ro-bind", path, path];
  const hide = (path: string): string[] => (isFolder(path) ? ["--tmpfs", path, "--remount-ro", path] : []);
  const within = (path: string, folders: readonly string[]) => folders.some((folder) => path.startsWith(`${folder}/`));
  const { shown } = view;
  const readable = [...view.readable, ...(shown?.readable ?? [])];
  const used = [view.workspace, view.output, ...readable, ...view.writable];
  // Of a folder with everybody's, which the command's own lies in, there is nothing but that.
  const around = outermost(view.hidden.filter((path) => isFolder(path) && used.some((own) => within(own, [path]))));
  const others = view.hidden.filter((path) => !around.includes(path) && !within(path, around));
  const covered = shown?.covered ?? [];
  const replaced = new Set([...covered, ...(shown?.binds ?? []).map(([, to]) => to)]);
  const hidden = [...others, ...["keys", "history"].map((name) => join(agent, "agent", name))].filter(
    (path) => !within(path, covered),
  );
  const cover = (path: string): string[] => (isFile(path) ? ["--ro-bind", "/dev/null", path] : hide(path));

  return [
    ...isolation,
    ...(view.network ? ["--share-net"] : []),
    ...identity,
    ...systemFolders(),
    ...(view.network ? nameResolution() : []),
    ...view.privateFiles.flatMap(({ path, folder }) => (folder ? hide(path) : ["--ro-bind", "/dev/null", path])),
    ...system,
    ...memory,
    ...scratch,
    ...readable.filter((path) => !within(path, around)).flatMap(readOnly),
    ...around.flatMap((path) => ["--size", SCRATCH_SIZE, "--tmpfs", path]),
    ...readable.filter((path) => within(path, around)).flatMap(readOnly),
    "--ro-bind",
    shown?.base ?? view.workspace,
    view.workspace,
    ...(shown?.binds ?? []).filter(([, to]) => !isProtected(to)).flatMap(([from, to]) => ["--ro-bind", from, to]),
    ...outermost(view.writable.filter((path) => !isProtected(path))).flatMap(bind),
    ...protectedFolders.filter((path) => !replaced.has(path)).flatMap(readOnly),
    ...covered.flatMap((path) => ["--size", SCRATCH_SIZE, "--tmpfs", path]),
    ...(shown?.binds ?? []).filter(([, to]) => isProtected(to)).flatMap(([from, to]) => ["--ro-bind", from, to]),
    ...outermost(view.writable.filter(isProtected)).flatMap(bind),
    ...[...new Set(hidden)].flatMap(cover),
    ...bind(view.output),
    ...[...covered, ...around].flatMap((path) => ["--remount-ro", path]),
    ...["--remount-ro", "/", "--chdir", view.cwd],
    ...["--json-status-fd", String(STATUS_FD), "--seccomp", String(FILTER_FD)],
    // A shell may run in front of bubblewrap, and adds variables of its own.
    "--clearenv",
    ...Object.entries(view.env).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
}
