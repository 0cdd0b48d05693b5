import fs from "node:fs";
import { join } from "node:path";
import { Fault } from "@sdetkit/core";

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The file that a command's name means: a path relative to `cwd` when it holds a slash, else the first hit in `searchPath`.
 * Throws a Fault `command-not-found`, which names no folder of this machine.
 */
export function findCommand(name: string, cwd: string, searchPath: string): string {
  const candidates = name.includes("/")
    ? [name.startsWith("/") ? name : join(cwd, name)]
    : searchPath.split(":").flatMap((folder) => (folder.startsWith("/") ? [join(folder, name)] : []));
  const found = name === "" ? undefined : candidates.find(isProgram);
  if (found !== undefined) return found;
  throw new Fault(
    "command-not-found",
    `${JSON.stringify(name)}: expected a program in the system's folders or the workspace, found none; install it there, name it by its path in the workspace, or name its folder under tools in .sdetkit/config.yaml`,
  );
}
