import { type Answered, type CallOptions, json } from "../../harness/cli.ts";

/** A run that was recorded, and how it is to be run again. */
export interface RecordedRun {
  readonly run: string;
  readonly hash: string;
  readonly status: string;
  /** What the run is there for. */
  readonly about: string;
  /** Variables that it saw, and a replay has to see. */
  readonly env?: CallOptions["env"];
}

/** A workspace of the recording. */
export interface RecordedWorkspace {
  /** Below the folder that the recording is laid out in. */
  readonly folder: string;
  readonly runs: readonly RecordedRun[];
  /** A run that was killed and never resumed. */
  readonly unfinished: string | null;
  /** The newest checkpoint, as somebody else would have kept it. */
  readonly checkpoint: string;
}

/** What a run is to be, before it was made. */
export interface Asked extends Pick<RecordedRun, "about" | "env"> {
  readonly argv: readonly string[];
  readonly status: string;
}

/** Runs the CLI and notes what came; an error when it did not end as it should. */
export async function record(root: string, { argv, status, about, env }: Asked): Promise<RecordedRun> {
  const done = await json(root, ["agent", ...argv], env ? { env } : {});
  return noted(done, { status, about, ...(env ? { env } : {}) });
}

/** Notes a run that is over. */
export function noted({ answer, err }: Answered, asked: Pick<RecordedRun, "status" | "about" | "env">): RecordedRun {
  const { run, hash, status } = answer;
  if (status !== asked.status) {
    throw new Error(`expected ${asked.about} to be ${asked.status}, got ${JSON.stringify(answer)}\n${err}`);
  }
  return { run, hash, ...asked };
}
