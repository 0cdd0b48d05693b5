import { resolve } from "node:path";
import { ExitCode, formatCountOf } from "@sdetkit/core";
import type { Archived, Restored } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import { loadServer } from "../../command/server-package.ts";
import { confirm } from "../../terminal/confirm.ts";
import { pairs } from "../../terminal/table.ts";
import { cyan, dim, type Text, yellow } from "../../terminal/text.ts";
import { bytesText } from "../../views/bytes-text.ts";
import { doneLine } from "../../views/done-line.ts";
import { serverCall } from "./server-call.ts";

type DatabaseOptions = { readonly databaseUrl?: string };

/** `agent backup`: of the server of this folder, while it runs or stands still. */
export async function backup(
  { to, ...flags }: DatabaseOptions & { readonly to: string },
  invocation: Invocation,
): Promise<Answer> {
  const server = await loadServer();
  const done = await server.backup({ ...serverCall(flags, invocation), to: resolve(invocation.console.cwd, to) });
  const warning: Text = done.holds_master_key
    ? "It contains the data of every tenant and the master key: protect it like the server itself.\n"
    : "It contains the data of every tenant, but not the master key, which comes from the environment: back that up separately.\n";
  const digest = pairs([["digest", cyan(done.digest)]]);
  return { exit: ExitCode.done, json: done, text: [line(done), digest, "\n", warning] };
}

/** `agent restore`: into this folder, in which no server may have worked yet. */
export async function restore(
  { from, yes, ...flags }: DatabaseOptions & { readonly from: string; readonly yes?: true },
  invocation: Invocation,
): Promise<Answer> {
  const { console, cwd } = invocation;
  const server = await loadServer();
  const question: Text = ["Restore ", cyan(from), " into ", cyan(cwd), "?"];
  if (!yes && !(await confirm(question, console, "--yes"))) {
    return { exit: ExitCode.denied, json: { restored: false }, text: "Nothing was restored.\n" };
  }
  const done = await server.restore({ ...serverCall(flags, invocation), from: resolve(console.cwd, from) });
  return {
    exit: ExitCode.done,
    json: done,
    text: [line(done), notAllowedText(done), "\nNext: ", cyan("sdetkit agent serve"), "\n"],
  };
}

/** Folders of workspaces stay where they were, and what is allowed is told by the settings here. */
function notAllowedText({ not_allowed }: Restored): Text {
  if (not_allowed.length === 0) return "";
  return [
    not_allowed.map(
      ({ tenant, workspace, problem }): Text => [yellow("!"), ` workspace ${workspace} of ${tenant}: ${problem}`, "\n"],
    ),
    ["  ", dim("→ "), "add their parent folders to workspaces.folders in .sdetkit/server.yaml here\n"],
  ];
}

function line({ path, rows, files, bytes }: Archived): Text {
  const what = [formatCountOf(rows, "row"), formatCountOf(files, "file"), bytesText(bytes)].join(", ");
  return doneLine(cyan(path), dim(`  ${what}`));
}
