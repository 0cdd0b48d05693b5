import { fine, notLookedAt } from "@sdetkit/runtime";
import { NO_DATABASE, type ServerCheck, warning } from "./check.ts";

const DAY_MS = 86_400_000;
/** A daily backup that failed once. */
const OLD_MS = 2 * DAY_MS;

/** Whether what happens here is in a backup that is young enough. */
export const backupCheck: ServerCheck = {
  id: "backup",
  title: "backup",
  look: async ({ ask, now }) => {
    const remedy = "run `sdetkit agent backup --to FOLDER` every day, best onto another machine";
    const known = await ask<{ there: boolean }>("SELECT to_regclass('sdetkit.backups') IS NOT NULL AS there");
    if (known === null) return notLookedAt(NO_DATABASE);
    if (known[0]?.there !== true) return fine("nothing to back up yet");
    const rows = await ask<{ last: Date | null; first: Date | null }>(
      "SELECT (SELECT max(made_at) FROM sdetkit.backups) AS last, (SELECT min(at) FROM sdetkit.migrations) AS first",
    );
    const { last = null, first = null } = rows?.[0] ?? {};
    const age = now() - (last ?? first ?? new Date(now())).getTime();
    if (last === null) {
      return age < DAY_MS ? fine("none yet, and no data older than a day") : warning("none yet", remedy);
    }
    const made = `last backup made ${last.toISOString()}`;
    return age < OLD_MS ? fine(made) : warning(`${made}, ${Math.floor(age / DAY_MS)} days ago`, remedy);
  },
};
