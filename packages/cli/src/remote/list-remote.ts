import { ExitCode } from "@sdetkit/core";
import { type Answer, asked, type Invocation } from "../command/command.ts";
import type { ServerOptions } from "../options/server-options.ts";
import { room } from "../terminal/console.ts";
import { type ListColumn, listView } from "../views/list-view.ts";
import { connect, type Remote } from "./connect.ts";
import { paginate, parseLimit } from "./paginate.ts";

export type ListOptions = ServerOptions & { readonly limit: string };

/** A list of a server, and how it is shown. */
export interface RemoteList<T> {
  /** What it is called in JSON. */
  readonly name: string;
  items(remote: Remote): AsyncIterable<T>;
  /** Looks at what was requested where nothing was found; throws when it was a mistake. */
  readonly whenEmpty?: (remote: Remote) => Promise<void>;
  readonly columns: readonly ListColumn<T>[];
  readonly empty: string;
  /** The command that puts something into an empty one, without what reaches the server. */
  readonly next?: string;
}

/** What a command that lists answers: as much as `--limit` asks for, and whether there is more. */
export async function listRemote<T>(
  { limit, ...server }: ListOptions,
  { name, items: list, whenEmpty, columns, empty, next }: RemoteList<T>,
  invocation: Invocation,
): Promise<Answer> {
  const most = parseLimit(limit);
  const remote = await connect(server, invocation);
  const { items, more } = await paginate(list(remote), most);
  if (items.length === 0) await whenEmpty?.(remote);
  const text = listView(items, columns, {
    width: room(invocation.console.stdout),
    empty,
    ...(next === undefined ? {} : { next: `${next}${remote.flag}` }),
    more,
  });
  return { exit: ExitCode.done, json: { [name]: items, more }, ...asked(text) };
}
