import { formatInstant } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import { pairs } from "../terminal/table.ts";
import { bold, cyan, dim, red, type Text, yellow } from "../terminal/text.ts";
import type { ListColumn } from "./list-view.ts";

type Channel = OutputOf<"channels.list">["items"][number];

/** What a list shows of channels. */
export const CHANNEL_COLUMNS: readonly ListColumn<Channel>[] = [
  { title: "channel", of: ({ name }) => cyan(name) },
  { title: "kind", of: ({ kind, settings }) => [kind, dim(suffix(settings["preset"]))] },
  { title: "state", of: stateText },
  { title: "workspace", optional: true, of: ({ settings }) => textOf(settings["workspace"]) },
  { title: "task", optional: true, of: ({ settings }) => textOf(settings["task"]) },
  { title: "secrets", optional: true, of: ({ secrets }) => dim(secrets.join(", ")) },
  { title: "path", of: ({ path }) => path },
];

/** Everything that is known of a channel. @param address the server's own, before the path; @param flag what a command line needs to reach it. */
export function channelText(channel: Channel, address: string, flag: string): Text {
  const { id, name, kind, path, settings, secrets, problem, created_at } = channel;
  return [
    pairs([
      ["channel", [cyan(name), dim(`  ${id}`)]],
      ["kind", kind],
      ["state", stateText(channel)],
      ...(problem === undefined ? [] : [["problem", red(problem)] as const]),
      ["address", `${address}${path}`],
      ["secrets", secrets.length === 0 ? dim("none") : secrets.join(", ")],
      ["added", `${formatInstant(created_at)} UTC`],
    ]),
    Object.keys(settings).length === 0 ? "" : ["\n", bold("Settings"), "\n", settingsText(settings)],
    ["\n  ", dim("→ "), `sdetkit agent channels test ${name}${flag}`, "\n"],
  ];
}

function settingsText(settings: Channel["settings"]): Text {
  return pairs(Object.entries(settings).map(([name, value]) => [name, textOf(value)] as const));
}

function stateText({ enabled, problem }: Channel): Text {
  if (problem !== undefined) return red("broken");
  return enabled ? "on" : yellow("off");
}

function textOf(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function suffix(preset: unknown): string {
  return preset === undefined ? "" : ` (${textOf(preset)})`;
}
