import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expandCommandLine } from "./command/expand-command-line.ts";
import { localRegistry } from "./commands/local-registry.ts";
import { calledBy, runCli } from "./run-cli.ts";
import { processConsole } from "./terminal/process-console.ts";

/** The program: called by `bin/sdetkit.js` once the Node it runs on is known to be new enough. */
export async function main(): Promise<void> {
  const folder = new URL("../", import.meta.url);
  const { version } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as { version: string };
  const installation = { version, templates: fileURLToPath(new URL("templates", folder)) };
  const argv = process.argv.slice(2);
  // Describing what only a server can do is left out where the line calls a command that works here.
  const registry = calledBy(expandCommandLine(argv, localRegistry), localRegistry)
    ? localRegistry
    : (await import("./commands/registry.ts")).registry;
  process.exitCode = await runCli(argv, processConsole(), registry, installation);
}
