import { formatCountOf } from "@sdetkit/core";
import { storageFault } from "../files/storage-fault.ts";
import type { Layout } from "../files/workspace-layout.ts";
import { Journal } from "../history/journal.ts";
import { openReader } from "../history/open-reader.ts";
import { countRuns } from "../history/run-queries.ts";
import { type Finding, fine } from "./check.ts";

/**
 * The judgement on a history that is there. Throws a Fault when it cannot be read. It asks the database itself: opening the
 * whole history would load all that verifies and proves.
 */
export function judgeHistory(layout: Layout): Finding {
  const { database, close } = openReader(layout.history);
  try {
    const runs = formatCountOf(countRuns(database), "run");
    const cut = new Journal(database).unfinished().filter(({ alive }) => !alive);
    const [first] = cut;
    if (first === undefined) return fine(`readable, ${runs}`);
    return {
      status: "warn",
      detail: `${runs}, and ${formatCountOf(cut.length, "run")} interrupted`,
      remedy: `run \`sdetkit agent resume ${first.run}\`${cut.length > 1 ? "; see `sdetkit agent history list` for the others" : ""}`,
    };
  } catch (error) {
    throw storageFault(error, "reading the history");
  } finally {
    close();
  }
}
