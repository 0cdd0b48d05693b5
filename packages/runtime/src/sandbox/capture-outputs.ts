import { type Artifact, Fault, formatLogicalPath, type LogicalPath } from "@sdetkit/core";
import type { ActionContext } from "../action/contract.ts";
import { BROKEN_WORLD } from "../files/file-fault.ts";
import { hashing } from "../hashing.ts";

/** The files that were kept, and the first thing that was wrong with the others. */
export interface Captured {
  readonly artifacts: readonly Artifact[];
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** Keeps the files that a command was to make. One that is not there, cannot be read or holds a secret is a problem instead. */
export async function captureOutputs(
  declared: readonly { readonly name: string; readonly path: LogicalPath }[],
  volatile: boolean,
  { files, redactor, blobs }: Pick<ActionContext, "files" | "redactor" | "blobs">,
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
    const clean = redactor.bytes(data);
    if (clean !== data) {
      // The output folder is published and bundled: the secret goes. Files of the workspace are their owner's.
      if (logical.root === "output") await files.write(logical, clean);
      const message = `${path}: expected a file without secrets, found one; it was not kept`;
      problem ??= { code: "secret-in-artifact", message };
      continue;
    }
    await blobs.put(data);
    artifacts.push({ name, path, sha256: hashing.hex(data), bytes: data.length, volatile });
  }
  return { artifacts, problem };
}
