import {
  type Artifact,
  Fault,
  formatLogicalPath,
  type LogicalPath,
  SECRET_FROM_ENVIRONMENT,
  type StepFailure,
} from "@sdetkit/core";
import { BROKEN_WORLD } from "../files/file-fault.ts";
import { hashing } from "../platform/hashing.ts";
import { type Cleared, clearArtifact } from "../redact/clear-artifact.ts";
import type { ActionContext } from "./types.ts";

/** What lies in the place of a file that held a secret. */
const NOT_KEPT = "This file held a secret. sdetkit did not keep it; the record of the run says more.\n";

/** The files that were kept, and the first thing that was wrong with the others. */
export interface Captured {
  readonly artifacts: readonly Artifact[];
  readonly problem: StepFailure | null;
}

/** Keeps the files that a command was to make. One that is not there, cannot be read or holds a secret is a problem instead. */
export async function captureOutputs(
  declared: readonly { readonly name: string; readonly path: LogicalPath }[],
  volatile: boolean,
  { files, blobs, ...context }: Pick<ActionContext, "files" | "redactor" | "redact" | "blobs">,
): Promise<Captured> {
  const artifacts: Artifact[] = [];
  let problem: Captured["problem"] = null;
  for (const { name, path: logical } of declared) {
    const path = formatLogicalPath(logical);
    let data: Uint8Array;
    try {
      data = await files.read(logical);
    } catch (error) {
      if (!(error instanceof Fault) || BROKEN_WORLD.has(error.code)) throw error;
      const missing = `${path}: expected the command to make this file, it is not there`;
      problem ??= error.code === "file-missing" ? { code: "output-missing", message: missing } : error;
      continue;
    }
    const own = logical.root === "output";
    let cleared: Cleared;
    try {
      // Files of the workspace are their owner's: nothing is cut from them.
      cleared = clearArtifact(data, path, own ? context : { ...context, redact: false });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      // The output folder is published and bundled: the secret goes.
      if (own) await files.write(logical, NOT_KEPT);
      // Said whatever else is wrong: what another caller's run is must not hang on it.
      problem = error.code === SECRET_FROM_ENVIRONMENT ? error : (problem ?? error);
      continue;
    }
    if (cleared.data !== data) await files.write(logical, cleared.data);
    data = cleared.data;
    await blobs.put(data);
    const { redacted } = cleared;
    const places = redacted === undefined ? {} : { redacted };
    artifacts.push({ name, path, sha256: hashing.hex(data), bytes: data.length, volatile, ...places });
  }
  return { artifacts, problem };
}
