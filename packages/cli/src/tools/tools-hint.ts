import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { RunReport } from "@sdetkit/core";
import { missingProgram } from "./missing-program.ts";
import { toolFolders } from "./tool-folders.ts";

/** The caller's current folder, and what the configuration opens to commands already. */
export interface ToolsHome {
  readonly env: { readonly [name: string]: string | undefined };
  readonly root: string;
  readonly tools: readonly string[];
}

/**
 * What to write so that commands have a program or a module that is there for the caller and not for them; null where that is not
 * what went wrong. It is for the screen alone: a record is the same on every machine.
 */
export function toolsHint(
  failure: RunReport["steps"][number]["failure"],
  printed: string,
  { env, root, tools }: ToolsHome,
): string | null {
  const missing = missingProgram(failure, printed);
  if (missing === null) return null;
  const { programs, module } = missing;
  const home = env["HOME"] ?? "";
  const short = (folder: string) =>
    home !== "" && folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder;
  const known = new Set(tools.map((folder) => short(folder.replace(/\/$/, ""))));
  for (const program of programs) {
    const folders = toolFolders(program, { path: env["PATH"] ?? "", cwd: root });
    const closed = folders.map(short).filter((folder) => !known.has(folder));
    // A package of Node is mostly one of the workspace: only one that lies with the caller's Node is meant here.
    if (closed.length === 0 || (program === "node" && !folders.some((folder) => hasPackage(folder, module)))) continue;
    return `commands cannot see your ${program} in ${closed.join(" and ")}: make it visible with tools: [${[...known, ...closed].join(", ")}] in .sdetkit/config.yaml`;
  }
  if (module === null || !programs.includes("python3") || !hasUserModule(home, module)) return null;
  return `${module} is installed in ~/.local, which commands cannot see: install it into a virtual environment, and name its folder under tools in .sdetkit/config.yaml`;
}

function hasPackage(folder: string, module: string | null): boolean {
  return module !== null && existsSync(join(folder, "lib", "node_modules", module));
}

/** Whether `pip install --user` put it there. */
function hasUserModule(home: string, module: string): boolean {
  const lib = join(home, ".local", "lib");
  const [top = ""] = module.split(".");
  const versions = home !== "" && existsSync(lib) ? readdirSync(lib) : [];
  const places = versions.map((version) => join(lib, version, "site-packages", top));
  return places.some((place) => existsSync(place) || existsSync(`${place}.py`));
}
