import { LAST, thereIsNone } from "../input/named-run.ts";
import type { Remote } from "./connect.ts";

/** The run of a server that was named: `last` is the newest one, where so asked the newest that is over. */
export async function namedRunRemote(run: string, remote: Remote, which: "any" | "over" = "over"): Promise<string> {
  if (run !== LAST) return run;
  for await (const each of remote.each("runs.list", { query: {} })) {
    if (which === "any" || each.state === "over") return each.run;
  }
  return thereIsNone(which === "any" ? "of this tenant" : "that is over");
}
