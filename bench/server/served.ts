import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPostgres } from "../../packages/embedded-postgres/src/launch-postgres.ts";

const program = join(import.meta.dirname, "../../packages/cli/bin/sdetkit.js");

/** A server that was started as a person would, by `agent serve`. */
export interface Served {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** With an IPC channel. */
  readonly child: ChildProcess;
  /** Milliseconds from starting the process to the first answer that it is ready. */
  readonly readyMs: number;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
}

/** Starts a server in a folder and waits until it answers `/readyz`. `settings`: what `server.yaml` says; `nodeFlags`: for its Node. */
export async function serve(
  folder: string,
  settings: object = {},
  env: { readonly [name: string]: string } = {},
  nodeFlags: readonly string[] = [],
): Promise<Served> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "server.yaml"), JSON.stringify({ version: 1, ...settings }));
  const port = await freePort();
  const words = ["agent", "serve", "--port", String(port), "--admin-token-file", join(folder, "admin-token")];
  // `SDETKIT_BENCH_NODE`: flags of Node for the server, such as --cpu-prof.
  const flags = process.env["SDETKIT_BENCH_NODE"]?.split(" ") ?? [];
  flags.push(...nodeFlags);
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, program, ...words, "--config", join(folder, "server.yaml")], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  const url = `http://127.0.0.1:${port}`;
  let printed = "";
  child.stderr!.on("data", (data: Buffer) => {
    printed += data;
  });
  await untilReady(url, child).catch((error) => {
    throw new Error(`${error.message}:\n${printed}`);
  });
  const readyMs = performance.now() - began;
  return {
    port,
    url,
    pid: child.pid!,
    child,
    readyMs,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The token of the platform-admin that the first start of a folder left there. */
export function adminToken(folder: string): string {
  return readFileSync(join(folder, "admin-token"), "utf8").trim();
}

/** Of the PostgreSQL that a server started in its folder, as its owner. */
export function databaseUrl(folder: string): string {
  return findPostgres(postgresFolder(folder))!;
}

/** The process id of that PostgreSQL's postmaster. */
export function postmaster(folder: string): number {
  return Number(readFileSync(join(postgresFolder(folder), "data/postmaster.pid"), "utf8").split("\n")[0]);
}

function postgresFolder(folder: string): string {
  return join(folder, ".sdetkit/server/postgres");
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await sleep(2);
  }
  throw new Error(`the server ended with exit code ${child.exitCode}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
