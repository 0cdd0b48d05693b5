import { spawn } from "node:child_process";
import { GitFailure, gitEnvironment, guarded } from "@sdetkit/runtime";

/** Bounds of one git command. */
export interface GitBounds {
  readonly timeoutMs: number;
  /** More standard output than this ends it. Bytes. */
  readonly maxOutput?: number;
  /** Asked twice a second; a text ends the command and says why. */
  readonly watch?: () => Promise<string | null>;
  readonly signal?: AbortSignal;
  readonly input?: string;
}

const WATCH_MS = 500;
const MAX_ERRORS = 16 * 1024;
const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * Runs git guarded as the runtime does, with bounds: in a process group of its own, which is killed as a whole. `settings`
 * replace the environment's.
 * @throws GitFailure with what git said last, or which bound it met.
 */
export function runGit(
  folder: string,
  args: readonly string[],
  bounds: GitBounds,
  settings: { readonly [variable: string]: string } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", [...guarded(), ...args], {
      cwd: folder,
      env: { ...gitEnvironment(), ...settings },
      detached: true,
      stdio: [bounds.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    let stopped: string | null = null;
    const stop = (why: string) => {
      if (stopped !== null || child.pid === undefined) return;
      stopped = why;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It ended by itself at this moment.
      }
    };
    const printed: Buffer[] = [];
    let bytes = 0;
    let errors = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > (bounds.maxOutput ?? MAX_OUTPUT)) stop("the repository has more files than are read");
      else printed.push(chunk);
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString("utf8")).slice(-MAX_ERRORS);
    });
    const timer = setTimeout(() => stop(`git did not finish within ${bounds.timeoutMs / 1_000} s`), bounds.timeoutMs);
    const watch = bounds.watch;
    const watcher = watch && setInterval(() => void watch().then((why) => why && stop(why)), WATCH_MS);
    const abort = () => stop("it was interrupted");
    bounds.signal?.addEventListener("abort", abort, { once: true });
    if (bounds.signal?.aborted) abort();
    const settle = (failure: Error | null) => {
      clearTimeout(timer);
      clearInterval(watcher);
      bounds.signal?.removeEventListener("abort", abort);
      if (failure) reject(failure);
      else resolve(Buffer.concat(printed));
    };
    child.on("error", () => settle(new GitFailure(null, "git could not be started")));
    child.on("close", (code) => {
      if (stopped !== null) settle(new GitFailure(null, stopped));
      else settle(code === 0 ? null : new GitFailure(code, lastWords(errors, folder)));
    });
    // A command that ended before it read everything is judged by how it ended.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(bounds.input);
  });
}

/** What git said, without its progress, the server's own paths, and characters that no text in a database or a terminal should have. */
function lastWords(errors: string, folder: string): string {
  const lines = errors.replaceAll(folder, "the mirror").split(/[\r\n]+/);
  return lines
    .filter((line) => /^(?:fatal|error|remote|ssh|.*denied)/i.test(line))
    .join("; ")
    .replace(/\p{Cc}/gu, " ")
    .slice(0, 400);
}
