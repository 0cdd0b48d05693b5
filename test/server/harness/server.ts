import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFailed, onTestFinished } from "vitest";
import { type CallOptions, ended, start } from "../../harness/cli.ts";
import { endProcesses, list, processesOf } from "../../harness/processes.ts";

/** A server that was started as a person would, by `agent serve`. */
export interface Served {
  readonly url: string;
  readonly folder: string;
  readonly child: ChildProcess;
  /** Of the platform-admin; empty when an earlier start of this folder showed it. */
  readonly token: string;
  /** Everything it printed so far. */
  printed(): string;
  /** SIGKILL to the one process. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the end, after which nothing of it is left. */
  stop(): Promise<number | null>;
}

export interface ServeOptions extends CallOptions {
  readonly port?: number;
  readonly words?: readonly string[];
  /** Left running when the test is over; the caller ends all processes of the folder. */
  readonly kept?: true;
}

/** Starts a server in a folder and waits until it is ready. When the test is over, it and its PostgreSQL are killed. */
export async function serve(folder: string, options: ServeOptions = {}): Promise<Served> {
  const port = options.port ?? (await freePort());
  const tokenFile = join(folder, "admin-token");
  const words = ["agent", "serve", "--port", String(port), "--admin-token-file", tokenFile, ...(options.words ?? [])];
  const child = start(folder, words, options);
  const output: string[] = [];
  child.stdout?.on("data", (data: Buffer) => output.push(data.toString()));
  child.stderr?.on("data", (data: Buffer) => output.push(data.toString()));
  const end = ended(child);
  const url = `http://127.0.0.1:${port}`;
  const printed = () => output.join("");
  const kill = async () => {
    child.kill("SIGKILL");
    await end;
  };
  if (!options.kept) {
    onTestFinished(() => endProcesses(folder));
    onTestFailed(() => console.error(`${url} printed:\n${printed().slice(-20_000)}`));
  }
  const mustRun = () => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended:\n${printed()}`);
  };
  await untilReady(url, mustRun);
  // A token is written before the start screen is printed, and the screen after the server is ready.
  const announced = () =>
    printed()
      .split("\n")
      .some((line) => !line.startsWith("{") && line.includes(url));
  for (; !announced(); await sleep(10)) mustRun();
  return {
    url,
    folder,
    child,
    token: readToken(tokenFile),
    printed,
    kill,
    stop: async () => {
      child.kill("SIGTERM");
      const { exit } = await end;
      const left = processesOf(folder);
      if (left.length > 0) throw new Error(`expected a server that was stopped to leave nothing:\n${list(left)}`);
      return exit;
    },
  };
}

/** Waits until a server answers that it is ready. `look` may give up. */
export async function untilReady(url: string, look: () => void = () => undefined): Promise<void> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    look();
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await sleep(10);
  }
  throw new Error(`${url} did not become ready`);
}

function readToken(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

/** A port that nobody has at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
