import { access, constants, lstat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Layout } from "../files/workspace-layout.ts";
import { type DoctorCheck, type Finding, fine } from "./check.ts";

/** Whether the workspace's own folders are real, ours to write, and nobody else's. */
export const foldersCheck: DoctorCheck = {
  id: "folders",
  title: "folders",
  look: async ({ layout }) => {
    const folders = [join(layout.root, ".sdetkit"), layout.agent, layout.history, layout.runs, layout.workdir];
    for (const folder of folders) {
      const problem = await problemOf(layout, folder);
      if (problem) return problem;
    }
    return fine("writable by its owner only");
  },
};

async function problemOf(layout: Layout, folder: string): Promise<Finding | null> {
  const name = `${relative(layout.root, folder)}/`;
  const found = await lstat(folder).catch(() => null);
  const parent = dirname(folder);
  if (found === null && !(await isWritable(parent))) {
    const where = parent === layout.root ? parent : `${relative(layout.root, parent)}/`;
    const remedy = `give yourself write permission, e.g. sudo chown "$USER" ${where}, or name another folder with -C`;
    return { status: "fail", detail: `expected permission to create ${name} in ${where}, found none`, remedy };
  }
  if (found === null) {
    return {
      status: "warn",
      detail: `expected the folder ${name}, found none`,
      remedy: "run `sdetkit agent init`; a run also creates it",
    };
  }
  if (!found.isDirectory()) {
    const detail = `expected ${name} to be a folder, found ${found.isSymbolicLink() ? "a link" : "something else"}`;
    return { status: "fail", detail, remedy: `replace it with a real folder: links are not followed` };
  }
  if ((found.mode & 0o002) !== 0) {
    const detail = `expected ${name} to be writable by its owner only, found it writable by everybody`;
    return { status: "fail", detail, remedy: `run \`chmod o-w ${name}\`` };
  }
  if (await isWritable(folder)) return null;
  // Taking the folder away would take the ledger and its key from whom they belong to.
  const remedy = isOthers(found.uid)
    ? "run as the owner of the workspace; reading and verifying need no write permission"
    : `give yourself write permission, e.g. chmod u+rwx ${name}`;
  return { status: "fail", detail: `expected permission to write to ${name}, found none`, remedy };
}

/** Whether it belongs to somebody else. Never for the superuser, whom only a file system that is mounted for reading stops. */
function isOthers(owner: number): boolean {
  const user = process.getuid?.() ?? 0;
  return user !== 0 && owner !== user;
}

async function isWritable(folder: string): Promise<boolean> {
  return await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
