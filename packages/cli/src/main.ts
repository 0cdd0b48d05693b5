import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { registry } from "./commands/registry.ts";
import { runCli } from "./run-cli.ts";
import { processConsole } from "./terminal/process-console.ts";

/** The program: called by `bin/sdetkit.js` once the Node it runs on is known to be new enough. */
export async function main(): Promise<void> {
  const folder = new URL("../", import.meta.url);
  const { version } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as { version: string };
  const installation = { version, templates: fileURLToPath(new URL("templates", folder)) };
  process.exitCode = await runCli(process.argv.slice(2), processConsole(), registry, installation);
}
