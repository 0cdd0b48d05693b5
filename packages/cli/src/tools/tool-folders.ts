import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { SYSTEM_PATH } from "@sdetkit/runtime";

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_PATH.split(":"));

/**
 * The folders that would have to be named under `tools` for commands to have the program that the caller has: those of a version
 * manager (pyenv, nvm, rbenv, asdf), of a virtual environment and its interpreter, or where else it lies. None where the caller has
 * the system's, or none at all.
 *
 * @param program a name, or a path of the workspace.
 */
export function toolFolders(
  program: string,
  { path, cwd }: { readonly path: string; readonly cwd: string },
): readonly string[] {
  try {
    if (program.includes("/"))
      return foldersOf(join(cwd, program)).filter((folder) => folder !== installed(join(cwd, program)));
    const folder = path.split(":").find((each) => isAbsolute(each) && isProgram(join(each, program)));
    if (folder === undefined || SYSTEM.has(folder)) return [];
    return basename(folder) === "shims" ? managed(dirname(folder), program) : foldersOf(join(folder, program));
  } catch {
    // A link that leads nowhere, a folder that cannot be read: there is no hint to give.
    return [];
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The folder that a program is installed in; of one in a virtual environment that one, and the interpreter's own. */
function foldersOf(file: string): string[] {
  const own = installed(file);
  const real = installed(realpathSync(file));
  const outside = SYSTEM.has(dirname(realpathSync(file))) ? [] : [real];
  return existsSync(join(own, "pyvenv.cfg")) ? [own, ...outside] : outside;
}

function installed(file: string): string {
  const folder = dirname(file);
  return basename(folder) === "bin" ? dirname(folder) : folder;
}

/** A shim only asks its manager for the version that holds: `versions/V` (pyenv, rbenv, nodenv) or `installs/TOOL/V` (asdf, mise). */
function managed(root: string, program: string): string[] {
  const versions = [join(root, "versions"), ...inside(join(root, "installs"))].flatMap(inside);
  const having = versions.filter((version) => isProgram(join(version, "bin", program)));
  const chosen = existsSync(join(root, "version")) ? readFileSync(join(root, "version"), "utf8").split(/\s+/) : [];
  const best = having.find((version) => chosen.includes(basename(version))) ?? having.at(-1);
  return best === undefined ? [] : [best];
}

function inside(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((name) => join(folder, name));
}
