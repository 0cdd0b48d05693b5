import { formatInstant } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import { pairs } from "../terminal/table.ts";
import { bold, cyan, dim, green, red, type Text, yellow } from "../terminal/text.ts";

/** A delivery's state in its colour. */
export function stateText({ state }: { readonly state: string }): Text {
  return state === "done" ? green(state) : state === "failed" ? red(state) : yellow(state);
}

/** Everything that is known of a delivery. @param flag what a command line needs to reach the server. */
export function deliveryText(delivery: OutputOf<"deliveries.get">, flag: string): Text {
  const { id, channel, channel_name, kind, event, type, state, attempts, code, problem, run, payload } = delivery;
  const at = (instant: string | null) => (instant === null ? [] : [`${formatInstant(instant)} UTC`]);
  const lines: [name: string, values: readonly Text[]][] = [
    ["delivery", [cyan(id)]],
    ["state", [stateText(delivery)]],
    ["channel", [[channel_name ?? channel, kind === null ? dim("  removed") : dim(`  ${kind}`)]]],
    ["event", [event]],
    ["type", type === null ? [] : [type]],
    ["received", at(delivery.received_at)],
    ["tries", [String(attempts)]],
    ["next try", at(delivery.next_at)],
    ["ended", at(delivery.ended_at)],
    ["code", code === null ? [] : [code]],
    ["problem", problem === null ? [] : [problem]],
    ["run", run === null ? [] : [cyan(run)]],
  ];
  return [
    pairs(lines.flatMap(([name, [value]]): [string, Text][] => (value === undefined ? [] : [[name, value]]))),
    payload === null ? "" : ["\n", bold("Payload"), "\n", JSON.stringify(payload, null, 2), "\n"],
    state === "failed" ? ["\n  ", dim("→ "), `sdetkit agent deliveries retry ${id}${flag}`, "\n"] : "",
  ];
}
