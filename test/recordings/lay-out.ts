import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedWorkspace } from "./make/recorder.ts";

/** The recorded versions. */
export const VERSIONS = ["0.1.0", "0.2.0"] as const;

/** Unpacks a part of a recording. */
export function layOut(version: string, part: "workspaces" | "server", folder: string): string {
  const archive = join(import.meta.dirname, version, `${part}.tar.gz`);
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", archive, "-C", folder, "--no-same-owner"]);
  return folder;
}

/** The workspaces of a recording, and their runs. */
export function workspacesOf(version: string): RecordedWorkspace[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, version, "runs.json"), "utf8"));
}
