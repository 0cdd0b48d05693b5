import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { linkedGit } from "../workspace/linked-git.ts";
import { nearestDotGit } from "../workspace/repository.ts";
import { type DoctorCheck, fine } from "./check.ts";

/** Whether git is there, and can be shown to commands: a run records the commit it worked on, and replay needs a scratch work tree. */
export const gitCheck: DoctorCheck = {
  id: "git",
  title: "git",
  look: async ({ env, layout }) => {
    const dotGit = nearestDotGit(layout.root);
    const linked = dotGit === null ? null : linkedGit(dotGit);
    if (linked !== null) return { status: "warn", detail: linked.message, remedy: linked.remedy ?? null };
    const path = await findProgram("git", env["PATH"] ?? "");
    if (path !== null) return fine(path);
    return {
      status: "warn",
      detail: "expected git on the PATH, found none",
      remedy: "install git; without it a workspace is identified by the files that a run read",
    };
  },
};

/** The first executable file of this name on a search path, as the system would start it. */
async function findProgram(name: string, searchPath: string): Promise<string | null> {
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, name);
    if (isAbsolute(folder) && (await isProgram(path))) return path;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
