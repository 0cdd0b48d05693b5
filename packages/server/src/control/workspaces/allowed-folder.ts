import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import { Fault } from "@sdetkit/core";

/** The folder as it really is: existing, reached without links, strictly below one of the allowed ones. Fault `folder-not-allowed`. */
export async function requireAllowedFolder(folder: string, allowed: readonly string[]): Promise<string> {
  const real = isAbsolute(folder) ? await realpath(folder).catch(() => null) : null;
  if (real === null || !(await stat(real)).isDirectory()) throw refused(folder, "it is not a folder on this machine");
  // A link on the way could lead somewhere else tomorrow.
  if (real !== folder.replace(/(?<=.)\/+$/, "")) throw refused(folder, `it is a link, the folder itself is ${real}`);
  for (const each of allowed) {
    const base = await realpath(each).catch(() => null);
    const way = base === null ? ".." : relative(base, real);
    if (way !== "" && way !== ".." && !way.startsWith("../") && !isAbsolute(way)) return real;
  }
  throw refused(folder, `it is not below ${allowed.join(", ") || "any allowed folder: none is configured"}`);
}

function refused(folder: string, why: string): Fault {
  return new Fault("folder-not-allowed", `expected a folder allowed for workspaces, got ${folder}: ${why}`);
}
