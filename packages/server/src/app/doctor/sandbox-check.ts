import { detectSandbox, fine } from "@sdetkit/runtime";
import { closedFolder, mapsUid } from "../../settings/sandbox-uid-base.ts";
import { failing, type ServerCheck, warning } from "./check.ts";

/** Whether commands of tenants can be confined, and each tenant's under a user id of its own. */
export const sandboxCheck: ServerCheck = {
  id: "sandbox",
  title: "sandbox",
  look: async ({ settings }) => {
    const { runs, roots } = settings();
    const { sandbox, sandboxUidBase } = runs;
    if (sandbox === "off")
      return warning(
        "off: commands of all tenants run unconfined",
        "set runs.sandbox to required, unless the only tenant is one that you trust",
      );
    const found = detectSandbox();
    if (found.kind === "none") {
      const detail = `expected bubblewrap to work: ${found.why}`;
      return sandbox === "required" ? failing(detail, found.remedy) : warning(detail, found.remedy);
    }
    if (sandboxUidBase === null) {
      const closed = closedFolder(roots.workspace);
      const remedy =
        closed === null
          ? "start the server as root to give each tenant's commands a user id of their own"
          : `move roots.workspace to where other users have access: ${closed} denies it`;
      const works = `bubblewrap ${found.version}, user namespaces work`;
      return process.getuid?.() === 0
        ? warning(`${works}; all tenants' commands share one user id`, remedy)
        : fine(works);
    }
    if (process.getuid?.() !== 0)
      return failing(
        "expected root for runs.sandbox_uid_base, got an ordinary user",
        "remove the key, or start the server as root",
      );
    const closed = closedFolder(roots.workspace);
    if (closed !== null)
      return failing(
        `expected tenants' users to have access to the workspace root, ${closed} denies it`,
        `move roots.workspace elsewhere, or run \`chmod o+x ${closed}\``,
      );
    if (!mapsUid(sandboxUidBase + 1))
      return failing(
        `expected user id ${sandboxUidBase + 1} to exist, it is not mapped into this container`,
        "set runs.sandbox_uid_base to a range in /proc/self/uid_map, or to null",
      );
    return fine(`bubblewrap ${found.version}, user namespaces work; user ids from ${sandboxUidBase + 1}`);
  },
};
