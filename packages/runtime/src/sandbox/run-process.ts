import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import type { CommandCgroup } from "../cgroup/command-cgroup.ts";
import { enterCgroup } from "../cgroup/enter-cgroup.ts";
import { awaitGroupEnd } from "./await-group-end.ts";
import { CappedBuffer } from "./capped-buffer.ts";
import { endProcessTree } from "./end-process-tree.ts";
import { endWithProcess } from "./end-with-process.ts";
import { coveredDescriptors } from "./inherited-descriptors.ts";

/** Where bubblewrap writes what becomes of the command. */
export const STATUS_FD = 3;
/** Where it reads the system call filter from. */
export const FILTER_FD = 4;
/** Where it reads its options from, each ended by NUL. */
export const OPTIONS_FD = 5;

export interface ProcessOrder {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly stdin: Uint8Array | string | null;
  /** Most bytes kept of each of the two streams. */
  readonly maxOutput: number;
  readonly identity: { readonly uid: number; readonly gid: number } | undefined;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly signal: AbortSignal;
  /** When this settles, it is ended at once: it has used too much. */
  readonly over?: Promise<void>;
  /** The cgroup that it is to be in from the beginning; what is left there is killed when it ends. */
  readonly cgroup?: Pick<CommandCgroup, "entry" | "kill"> | null;
  /** For bubblewrap: what it reads from `FILTER_FD` and `OPTIONS_FD`; `STATUS_FD` is read into `status`. Null: all closed. */
  readonly keeper: { readonly filter: Uint8Array; readonly options: readonly string[] } | null;
}

export interface ProcessEnd {
  /** 128 + n for a process that signal n ended. Null when it could not be started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Bytes of the two streams that were over the cap. */
  readonly left: { readonly stdout: number; readonly stderr: number };
  /** What came on `STATUS_FD`. */
  readonly status: string;
  readonly startError: string | null;
}

/** Writes and closes; that the reader has gone is its own business. */
function feed(stream: Writable | null | undefined, data: Uint8Array | string): void {
  stream?.on("error", () => undefined);
  stream?.end(data);
}

/** What is at the other numbers: nothing that this process was started with. */
function covers(from: number): (number | "ignore")[] {
  const covered = coveredDescriptors();
  const last = Math.max(-1, ...covered.keys());
  return Array.from({ length: Math.max(0, last + 1 - from) }, (_, i) => covered.get(from + i) ?? "ignore");
}

/** Starts a process as leader of its own group, and leaves nothing of the group or of its cgroup behind, however it ends. */
export async function runProcess(order: ProcessOrder): Promise<ProcessEnd> {
  const stdout = new CappedBuffer(order.maxOutput);
  const stderr = new CappedBuffer(order.maxOutput);
  const status = new CappedBuffer(2 ** 16);
  const { keeper, cgroup } = order;
  const stdio = [
    order.stdin === null ? "ignore" : "pipe",
    "pipe",
    "pipe",
    ...(keeper ? (["pipe", "pipe", "pipe"] as const) : []),
  ] as const;
  const words = [order.file, ...order.args] as const;
  const [file, ...args] = cgroup ? enterCgroup(stdio.length, words) : words;
  const entry = cgroup ? [cgroup.entry] : [];
  const child = spawn(file, args, {
    cwd: order.cwd,
    env: { ...order.env },
    ...order.identity,
    detached: true,
    stdio: [...stdio, ...entry, ...covers(stdio.length + entry.length)],
  });
  const ended = (exitCode: number | null, signal: string | null, startError: string | null): ProcessEnd => ({
    exitCode,
    signal,
    stdout: stdout.bytes(),
    stderr: stderr.bytes(),
    left: { stdout: stdout.left, stderr: stderr.left },
    status: Buffer.from(status.bytes()).toString("utf8"),
    startError,
  });

  const failed = once(child, "error").then(([error]) => error as NodeJS.ErrnoException);
  const { pid } = child;
  if (pid === undefined) return ended(null, null, (await failed).code ?? "unknown");
  const outlived = endWithProcess(pid);

  child.stdout?.on("data", (chunk: Buffer) => stdout.add(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));
  (child.stdio[STATUS_FD] as Readable | undefined)?.on("data", (chunk: Buffer) => status.add(chunk));
  if (keeper) {
    feed(child.stdio[FILTER_FD] as Writable, keeper.filter);
    feed(
      (child.stdio as readonly unknown[])[OPTIONS_FD] as Writable,
      keeper.options.map((option) => `${option}\0`).join(""),
    );
  }
  if (order.stdin !== null) feed(child.stdin, order.stdin);

  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const closed = once(child, "close");
  const stop = (): void => void endProcessTree(pid, keeper !== null, order.grace, exited);
  order.signal.addEventListener("abort", stop, { once: true });
  if (order.signal.aborted) stop();
  let running = true;
  // Afterwards the number may be another process's.
  order.over?.then(() => (running ? endProcessTree(pid, keeper !== null, 0, exited) : undefined));
  const [code, signal] = await exited;
  running = false;
  order.signal.removeEventListener("abort", stop);
  // Whatever the command left running in its group holds the pipes open: it ends with the command.
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing was left.
  }
  await cgroup?.kill();
  await closed;
  // The first process of the sandbox is dead only when all others in it are.
  const first = /"child-pid": (\d+)/.exec(Buffer.from(status.bytes()).toString("latin1"))?.[1];
  await awaitGroupEnd(first === undefined ? [-pid] : [-pid, Number(first)]);
  outlived();
  return ended(code ?? 128 + constants.signals[signal as NodeJS.Signals], signal, null);
}
