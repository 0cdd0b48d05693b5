import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandCgroups, currentOwner, isAlive, type NotDelegated, pidOf } from "@sdetkit/runtime";

const FILE = "command-limits.json";

/** How a running server holds commands to their limits: only that process can tell. */
export type CommandLimitsNote = (Pick<CommandCgroups, "kind" | "folder" | "controllers"> | NotDelegated) & {
  readonly pid: number;
};

/** Leaves word in the server's folder, for the doctor. */
export function noteCommandLimits(folder: string, cgroups: CommandCgroups | NotDelegated): void {
  // Of a server with a database elsewhere this is the first file in it.
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, FILE), `${JSON.stringify({ owner: currentOwner(), ...cgroups })}\n`);
}

/** What the running server of this folder left; null when none runs. */
export function readCommandLimits(folder: string): CommandLimitsNote | null {
  try {
    const { owner, ...note } = JSON.parse(readFileSync(join(folder, FILE), "utf8"));
    return isAlive(owner) ? { ...note, pid: pidOf(owner) } : null;
  } catch {
    return null;
  }
}
