import { readFileSync } from "node:fs";
import { registry } from "./commands/registry.ts";
import { runCli } from "./run-cli.ts";
import { processConsole } from "./terminal/process-console.ts";

/** The program: called by `bin/sdetkit.js` once the Node it runs on is known to be new enough. */
export async function main(): Promise<void> {
  const manifest = new URL("../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  process.exitCode = await runCli(process.argv.slice(2), processConsole(), registry, version);
}
