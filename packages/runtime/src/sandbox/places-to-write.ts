import fs from "node:fs";
import { posix } from "node:path";
import { Fault, type LogicalPath } from "@sdetkit/core";
import type { ConfinedFiles } from "../files/types.ts";

/** How names of files end, and names of folders such as `v1.2` do not. A name that begins with a dot has no other. */
const FILE_NAME = /^.+\.[A-Za-z][A-Za-z0-9]{0,9}$/;

/**
 * The real folders and files that a command may write to. A folder that is not there yet is made; a file that is not, by its
 * name, is not made a folder: it can be opened to commands when it is there. A link on the way is a Fault.
 */
export async function placesToWrite(paths: readonly LogicalPath[], files: ConfinedFiles): Promise<string[]> {
  const places: string[] = [];
  for (const path of paths) {
    try {
      const place = await placeAt(path, files);
      if (place !== null) places.push(place);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { code, message, cause } = error;
      // The command may have nothing to do with it.
      const remedy = "name a folder or a file of the workspace under policy.write";
      throw new Fault(code, `${message} (an entry of \`write\`)`, { remedy, cause });
    }
  }
  return places;
}

async function placeAt(path: LogicalPath, files: ConfinedFiles): Promise<string | null> {
  const real = await realPathOf(path, files);
  if (real === null && FILE_NAME.test(posix.basename(path.path))) return null;
  if (real !== null && fs.lstatSync(real).isFile()) return real;
  await files.makeFolder(path);
  return await files.realPath(path);
}

async function realPathOf(path: LogicalPath, files: ConfinedFiles): Promise<string | null> {
  try {
    return await files.realPath(path);
  } catch (error) {
    if (error instanceof Fault && error.code === "file-missing") return null;
    throw error;
  }
}
