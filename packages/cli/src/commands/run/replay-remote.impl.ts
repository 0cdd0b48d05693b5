import { ExitCode } from "@sdetkit/core";
import type { ReplayAnswer } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { connect } from "../../remote/connect.ts";
import { namedRunRemote } from "../../remote/named-run-remote.ts";
import { replayView } from "./replay.impl.ts";

/** `agent replay --server`: the server runs it again in a scratch copy at the recorded commit. */
export async function replayRemote(run: string, options: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(options, invocation);
  const answer = (await remote.call("runs.replay", {
    params: { run: await namedRunRemote(run, remote) },
  })) as ReplayAnswer;
  return { exit: answer.ok ? ExitCode.done : ExitCode.differs, json: answer, text: replayView(answer) };
}
