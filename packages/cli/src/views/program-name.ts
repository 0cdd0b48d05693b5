import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/**
 * What a person types to call this program: `npx sdetkit` where npm started it and the shell that started npm would not find it, since
 * npm puts `node_modules/.bin` on the PATH of what it starts only.
 */
export function programName({ npm_lifecycle_event, npm_execpath, PATH = "" }: NodeJS.ProcessEnv): string {
  if ((npm_lifecycle_event ?? npm_execpath) === undefined) return "sdetkit";
  const folders = PATH.split(":").filter((folder) => folder !== "" && !folder.endsWith("node_modules/.bin"));
  return folders.some(hasProgram) ? "sdetkit" : "npx sdetkit";
}

function hasProgram(folder: string): boolean {
  try {
    accessSync(join(folder, "sdetkit"), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
