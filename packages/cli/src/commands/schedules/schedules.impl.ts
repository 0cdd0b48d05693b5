import { ExitCode, formatInstant } from "@sdetkit/core";
import type { InputOf, OutputOf } from "@sdetkit/server/client";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import { readInputs } from "../../input/read-inputs.ts";
import type { InputOptions } from "../../options/run-options.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { chooseWorkspace } from "../../remote/choose-workspace.ts";
import { connect, type Remote } from "../../remote/connect.ts";
import { findNamed } from "../../remote/find-named.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { parseLimit } from "../../remote/paginate.ts";
import { room } from "../../terminal/console.ts";
import { bold, cyan, dim, green, red, type Text, yellow } from "../../terminal/text.ts";
import { doneLine } from "../../views/done-line.ts";
import { listView } from "../../views/list-view.ts";

type Schedule = OutputOf<"schedules.create">;
type Start = OutputOf<"schedules.starts">["items"][number];
type NewSchedule = InputOf<"schedules.create">["body"];

/** Due times that the server shows at most. */
const LONGEST = 200;

type CreateOptions = ServerOptions &
  InputOptions & {
    readonly cron: string;
    readonly timeZone: string;
    readonly task: string;
    readonly workspace?: string;
    readonly catchUp?: string;
  };

/** `agent schedules create`. The server checks the times and the task. */
export async function schedulesCreate(
  name: string,
  { cron, timeZone, task, workspace, catchUp, set, inputFile, ...server }: CreateOptions,
  invocation: Invocation,
): Promise<Answer> {
  const given = { ...(set === undefined ? {} : { set }), ...(inputFile === undefined ? {} : { inputFile }) };
  const { values: inputs } = await readInputs(given, invocation);
  const remote = await connect(server, invocation);
  const body = {
    name,
    cron,
    time_zone: timeZone,
    workspace: await chooseWorkspace(workspace, remote, invocation),
    task,
    inputs,
    ...(catchUp === undefined ? {} : { catch_up: catchUp }),
  } as NewSchedule;
  const schedule = await remote.call("schedules.create", { body });
  return { exit: ExitCode.done, json: schedule, text: scheduleLine(schedule, "was made") };
}

function scheduleLine({ name, next_at, paused }: Schedule, what: string): Text {
  const next = paused ? yellow("paused") : next_at === null ? "never due" : `due ${formatInstant(next_at)} UTC`;
  return [doneLine("schedule ", bold(name), ` ${what}`), "  ", next, "\n"];
}

/** `agent schedules list`. */
export async function schedulesList(options: ListOptions, invocation: Invocation): Promise<Answer> {
  const list: RemoteList<Schedule> = {
    name: "schedules",
    items: (remote) => remote.each("schedules.list"),
    columns: [
      { title: "schedule", of: ({ name }) => cyan(name) },
      { title: "when", of: ({ cron, time_zone }) => [cron, dim(`  ${time_zone}`)] },
      { title: "next (UTC)", of: ({ paused, next_at }) => (paused ? yellow("paused") : when(next_at)) },
      { title: "workspace", optional: true, of: ({ workspace }) => workspace },
      { title: "task", flexible: true, narrowest: 16, of: ({ task }) => task },
    ],
    empty: "There are no schedules yet.",
    next: "sdetkit agent schedules create NAME --cron '0 6 * * 1-5' --task template:ID",
  };
  return await listRemote(options, list, invocation);
}

function when(instant: string | null): Text {
  return dim(instant === null ? "never" : formatInstant(instant));
}

/** `agent schedules pause` and `agent schedules resume`. */
export async function schedulesSetPaused(
  name: string,
  paused: boolean,
  server: ServerOptions,
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(server, invocation);
  const id = await idOf(name, remote);
  const schedule = await remote.call("schedules.change", { params: { schedule: id }, body: { paused } });
  const text = scheduleLine(schedule, paused ? "starts nothing until it is resumed" : "is resumed");
  return { exit: ExitCode.done, json: schedule, text };
}

/** `agent schedules remove`. */
export async function schedulesRemove(name: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  const id = await idOf(name, remote);
  await remote.call("schedules.remove", { params: { schedule: id } });
  const text = doneLine("schedule ", bold(name), " is removed");
  return { exit: ExitCode.done, json: { removed: true, schedule: id }, text };
}

/** `agent schedules starts`: the outcome of each due time. */
export async function schedulesStarts(
  name: string,
  { limit, ...server }: ServerOptions & { readonly limit: string },
  invocation: Invocation,
): Promise<Answer> {
  const most = parseLimit(limit);
  const remote = await connect(server, invocation);
  const id = await idOf(name, remote);
  const query = { limit: most === 0 ? LONGEST : Math.min(most, LONGEST) };
  const { items } = await remote.call("schedules.starts", { params: { schedule: id }, query });
  const text = listView<Start>(
    items,
    [
      { title: "due (UTC)", of: ({ due_at }) => formatInstant(due_at) },
      { title: "outcome", of: ({ outcome }) => outcomeText(outcome) },
      { title: "run", of: ({ run }) => cyan(run ?? "") },
    ],
    { width: room(invocation.console.stdout), empty: "It was never due." },
  );
  return { exit: ExitCode.done, json: { schedule: id, starts: items }, ...asked(text) };
}

function outcomeText(outcome: string): Text {
  if (outcome === "started") return green(outcome);
  return outcome.startsWith("refused") ? red(outcome) : yellow(outcome);
}

async function idOf(name: string, remote: Remote): Promise<string> {
  return (await findNamed("schedule", name, remote.each("schedules.list"))).id;
}
