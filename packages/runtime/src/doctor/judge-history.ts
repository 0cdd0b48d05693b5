import { formatCountOf } from "@sdetkit/core";
import { openHistory } from "../history/open-history.ts";
import type { Layout } from "../workspace/layout.ts";
import { type Finding, fine } from "./check.ts";

/** The judgement on a history that is there. Throws a Fault when it cannot be read. */
export function judgeHistory(layout: Layout): Finding {
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
}
