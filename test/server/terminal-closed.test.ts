import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CLI, cleanEnvironment, ended } from "../harness/cli.ts";
import { endProcesses } from "../harness/processes.ts";
import { emptyFolder } from "../harness/workspace.ts";
import { freePort, untilReady } from "./harness/server.ts";

test("a server whose terminal is closed ends in good order, with its PostgreSQL", async () => {
  const folder = emptyFolder();
  const port = await freePort();
  const line = `exec '${process.execPath}' '${CLI}' agent serve --port ${port}`;
  const terminal = spawn("script", ["-qfec", line, "/dev/null"], { cwd: folder, env: cleanEnvironment() });
  onTestFinished(() => endProcesses(folder));
  const end = ended(terminal);
  await untilReady(`http://127.0.0.1:${port}`);
  const postmaster = join(folder, ".sdetkit/server/postgres/data/postmaster.pid");
  expect(existsSync(postmaster)).toBe(true);
  // Whoever holds the other side of the terminal is gone: what is printed from now on fails, and the kernel hangs up.
  terminal.kill("SIGKILL");
  await end;
  await expect.poll(() => existsSync(postmaster), { timeout: 30_000, interval: 50 }).toBe(false);
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
}, 60_000);
