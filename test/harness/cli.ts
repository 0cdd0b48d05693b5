import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The repository that is proven. */
export const ROOT = join(import.meta.dirname, "../..");
/** The CLI as `npm run build` leaves it. */
export const BUILT = join(ROOT, "packages/cli/bin/sdetkit.js");
/** The CLI that is proven: the built one, or the one that `SDETKIT_CLI` names, an installed package for instance. */
export const CLI = process.env["SDETKIT_CLI"] ?? BUILT;

/** One home for all calls, so that compiled code is cached and no test sees the person's own files. Of each user its own. */
const HOME = join(tmpdir(), `e2e-home-${process.getuid?.() ?? "one"}`);
mkdirSync(HOME, { recursive: true, mode: 0o700 });

/** How one call of the CLI ended. */
export interface Ended {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export interface CallOptions {
  /** On top of the clean environment. */
  readonly env?: { readonly [name: string]: string };
  readonly input?: string;
  /** Words before `node`: another user, another mount namespace. */
  readonly under?: readonly string[];
  /** Node and the CLI, where they are others than the usual ones. */
  readonly program?: readonly [node: string, cli: string];
}

/** Nothing of the caller's environment but where programs are. */
export function cleanEnvironment(env: CallOptions["env"] = {}): { [name: string]: string } {
  return { PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`, HOME, ...env };
}

/** Starts the CLI in a folder, in a process group of its own. */
export function start(cwd: string, argv: readonly string[], options: CallOptions = {}): ChildProcess {
  const { env, under = [], program = [process.execPath, CLI] } = options;
  const [file, ...words] = [...under, ...program, ...argv] as [string, ...string[]];
  return spawn(file, words, { cwd, env: cleanEnvironment(env), detached: true });
}

/** Runs the CLI to its end. */
export function call(cwd: string, argv: readonly string[], options: CallOptions = {}): Promise<Ended> {
  const child = start(cwd, argv, options);
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.input ?? "");
  return ended(child);
}

/** Waits for a child and gathers what it prints. */
export function ended(child: ChildProcess): Promise<Ended> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on("data", (data: Buffer) => out.push(data));
  child.stderr?.on("data", (data: Buffer) => err.push(data));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exit, signal) =>
      resolve({ exit, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

/** An ended call and its one JSON object. */
export interface Answered extends Ended {
  // biome-ignore lint/suspicious/noExplicitAny: the answers' shapes are what the tests assert.
  readonly answer: any;
}

/** Runs the CLI with `--json` and reads its one object; anything else on standard output is an error. */
export async function json(cwd: string, argv: readonly string[], options?: CallOptions): Promise<Answered> {
  const done = await call(cwd, [...argv, "--json"], options);
  try {
    return { ...done, answer: JSON.parse(done.out) };
  } catch {
    throw new Error(
      `expected one JSON object from ${argv.join(" ")}, got exit ${done.exit}:\n${done.out}\n${done.err}`,
    );
  }
}
