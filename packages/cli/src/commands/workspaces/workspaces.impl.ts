import { isAbsolute, resolve } from "node:path";
import { ExitCode, Fault } from "@sdetkit/core";
import type { OutputOf } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { connect } from "../../remote/connect.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { bold, dim, red } from "../../terminal/text.ts";
import { doneLine } from "../../views/done-line.ts";
import { WORKSPACE_COLUMNS } from "../../views/workspace-columns.ts";

type Workspace = OutputOf<"workspaces.sync">;

type AddOptions = ServerOptions & {
  readonly url?: string;
  readonly folder?: string;
  readonly ref?: string;
  readonly tenant?: string;
};

/** `agent workspaces add`: a folder of the server's machine is only given by those who run it, to a tenant that they name. */
export async function workspacesAdd(
  name: string,
  { url, folder, ref, tenant, ...server }: AddOptions,
  invocation: Invocation,
): Promise<Answer> {
  if ((url === undefined) === (folder === undefined)) throw usage("expected either --url or --folder");
  if (folder !== undefined && !isAbsolute(folder)) throw notAbsolute(folder, invocation.console.cwd);
  const remote = await connect(server, invocation);
  const body = { name, ...(url === undefined ? {} : { url }), ...(ref === undefined ? {} : { ref }) };
  if (tenant !== undefined) {
    const params = { tenant };
    const whole = { ...body, ...(folder === undefined ? {} : { folder }) };
    const made = await remote.call("platform.workspaces.create", { params, body: whole });
    return answerOf(made, "added");
  }
  if (url === undefined) throw usage("expected --tenant with --folder: only platform administrators add folders");
  return answerOf(await remote.call("workspaces.create", { body: { ...body, url } }), "added");
}

function usage(message: string): Fault {
  return new Fault("usage", message, { remedy: "see `sdetkit agent workspaces add --help`" });
}

/** Not made absolute here: the folder is the server's machine's, and only the person knows whether that is this one. */
function notAbsolute(folder: string, cwd: string): Fault {
  return new Fault("usage", `expected --folder to be an absolute path on the server's machine, got ${folder}`, {
    remedy: `write --folder ${resolve(cwd, folder)} if the server works on this machine`,
  });
}

function answerOf(workspace: Workspace, what: string): Answer {
  const { name, location, commit, state, problem } = workspace;
  const failed = state === "failed";
  return {
    exit: failed ? ExitCode.failed : ExitCode.done,
    json: workspace,
    text: [
      failed
        ? [red("✗"), " workspace ", bold(name), ` was ${what}, and cannot be read: `, problem ?? "", "\n"]
        : doneLine("workspace ", bold(name), ` was ${what}`),
      ["  ", dim(`${location}${commit === null ? "" : `, commit ${commit.slice(0, 12)}`}`), "\n"],
    ],
  };
}

/** `agent workspaces list`. */
export async function workspacesList(options: ListOptions, invocation: Invocation): Promise<Answer> {
  const list: RemoteList<Workspace> = {
    name: "workspaces",
    items: (remote) => remote.each("workspaces.list"),
    columns: WORKSPACE_COLUMNS,
    empty: "There are no workspaces yet.",
    next: "sdetkit agent workspaces add NAME --url URL",
  };
  return await listRemote(options, list, invocation);
}

/** `agent workspaces sync`. */
export async function workspacesSync(name: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  return answerOf(await remote.call("workspaces.sync", { params: { workspace: name } }), "synced");
}

/** `agent workspaces remove`: runs that are over stay in the history. */
export async function workspacesRemove(name: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  await remote.call("workspaces.remove", { params: { workspace: name } });
  const text = doneLine("workspace ", bold(name), " is removed");
  return { exit: ExitCode.done, json: { removed: true, workspace: name }, text };
}
