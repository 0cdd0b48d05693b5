import { existsSync } from "node:fs";
import { access, constants, lstat } from "node:fs/promises";
import { join, relative } from "node:path";
import { isClosed } from "../files/path-exists.ts";
import { LEDGER_KEY_FILES } from "../files/workspace-layout.ts";
import { DATABASE } from "../history/file-names.ts";
import { type DoctorCheck, fine } from "./check.ts";

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** Whether the ledger's signing key is there and nobody else's to read. */
export const keysCheck: DoctorCheck = {
  id: "keys",
  title: "ledger key",
  look: async ({ layout }) => {
    const path = join(layout.keys, LEDGER_KEY_FILES.private);
    const name = relative(layout.root, path);
    let closed = false;
    const found = await lstat(path).catch((error) => {
      closed = isClosed(error);
      return null;
    });
    if (closed || (found?.isFile() && !(await isReadable(path)))) {
      return {
        status: "warn",
        detail: `this user cannot read ${name}: the history can be read, but not extended`,
        remedy: "run as the owner of the workspace",
      };
    }
    if (found === null && !existsSync(join(layout.history, DATABASE))) {
      return {
        status: "warn",
        detail: "none yet",
        remedy: "run `sdetkit agent init`; the first run also creates it",
      };
    }
    // Whoever runs something has the folder of runs; a history alone was copied here, and a copy never has the key.
    if (found === null && existsSync(join(layout.keys, LEDGER_KEY_FILES.public)) && !existsSync(layout.runs)) {
      return fine("none, as in an export: the history can be verified and read, but not extended");
    }
    if (found === null) {
      return {
        status: "fail",
        detail: `expected ${name}, found none`,
        remedy: "restore it from a copy: a ledger can be continued only with the key that it was started with",
      };
    }
    if (!found.isFile()) {
      return {
        status: "fail",
        detail: `expected ${name} to be a file`,
        remedy: "restore it from a copy; links are not followed",
      };
    }
    const mode = found.mode & 0o777;
    if (process.platform === "win32" || (mode & 0o077) === 0) return fine("present, and private to its owner");
    return {
      status: "fail",
      detail: `expected ${name} to be private to its owner (0600), got 0${mode.toString(8)}`,
      remedy: `run \`chmod 600 ${name}\``,
    };
  },
};
