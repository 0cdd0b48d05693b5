import { formatCountOf } from "@sdetkit/core";
import { openHistory } from "../history/open-history.ts";
import { type DoctorCheck, type Finding, fine } from "./check.ts";

/** Whether the history can be read, and whether runs were cut off. Altered histories are what `history verify` finds. */
export const historyCheck: DoctorCheck = {
  id: "history",
  title: "history",
  look: async ({ layout }): Promise<Finding> => {
    const history = openHistory(layout, { readOnly: true });
    try {
      const runs = formatCountOf(history.size(), "run");
      const cut = history.unfinished().filter(({ alive }) => !alive);
      const [first] = cut;
      if (first === undefined) return fine(`readable, ${runs}`);
      return {
        status: "warn",
        detail: `${runs}, and ${formatCountOf(cut.length, "run")} cut off`,
        remedy: `sdetkit agent resume ${first.run}${cut.length > 1 ? "; see `sdetkit agent history list` for the others" : ""}`,
      };
    } finally {
      history.close();
    }
  },
};
