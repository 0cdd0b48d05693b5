import { ExitCode, formatCountOf } from "@sdetkit/core";
import type { Answer, Invocation } from "../../command/command.ts";
import { loadServer } from "../../command/server-package.ts";
import { cyan, dim, type Text, yellow } from "../../terminal/text.ts";
import { doneLine } from "../../views/done-line.ts";
import { serverCall } from "./server-call.ts";

/** `agent rotate-key`: of the server of this folder, of which nothing runs. */
export async function rotateKey(flags: { readonly databaseUrl?: string }, invocation: Invocation): Promise<Answer> {
  const server = await loadServer();
  const done = await server.rotateKey(serverCall(flags, invocation));
  const { secrets, unreadable, path } = done;
  const left: Text =
    unreadable.length === 0
      ? ""
      : [
          yellow(`${formatCountOf(unreadable.length, "secret")} could not be opened with either key: set them again`),
          "\n",
        ];
  const next: Text =
    path === null
      ? ["\nSet SDETKIT_MASTER_KEY to the new key on every replica.\n"]
      : ["\nGive every other replica a copy of ", cyan(path), ", and keep one apart from the backups.\n"];
  return {
    exit: ExitCode.done,
    json: done,
    text: [
      doneLine("the master key was replaced", dim(`  ${formatCountOf(secrets, "secret")} re-encrypted`)),
      left,
      next,
    ],
  };
}
