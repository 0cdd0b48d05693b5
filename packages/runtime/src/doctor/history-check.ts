import { existsSync } from "node:fs";
import { join } from "node:path";
import { DATABASE } from "../history/file-names.ts";
import { type DoctorCheck, fine } from "./check.ts";

/** Whether the history can be read, and whether runs were interrupted. Altered histories are what `history verify` finds. */
export const historyCheck: DoctorCheck = {
  id: "history",
  title: "history",
  look: async ({ layout }) => {
    // The store is loaded only where there is something to open with it.
    if (!existsSync(join(layout.history, DATABASE))) return fine("no runs here yet");
    const { judgeHistory } = await import("./judge-history.ts");
    return judgeHistory(layout);
  },
};
