import { type Artifact, Fault, formatLogicalPath, type LogicalPath } from "@sdetkit/core";
import type { ActionContext } from "../action/contract.ts";
import { hashing } from "../hashing.ts";

/** Files a command promised, kept; or why not. */
export type Captured =
  | { readonly kind: "captured"; readonly artifacts: readonly Artifact[] }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** Keeps the files that a command was to make. One that is not there, or that holds a secret, fails the step. */
export async function captureOutputs(
  declared: readonly { readonly name: string; readonly path: LogicalPath }[],
  volatile: boolean,
  { files, redactor, blobs }: Pick<ActionContext, "files" | "redactor" | "blobs">,
): Promise<Captured> {
  const artifacts: Artifact[] = [];
  for (const { name, path: logical } of declared) {
    const path = formatLogicalPath(logical);
    const failed = (code: string, message: string): Captured => ({
      kind: "failed",
      code,
      message: `${path}: ${message}`,
    });
    let data: Uint8Array;
    try {
      data = await files.read(logical);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "file-missing") throw error;
      return failed("output-missing", "expected the command to make this file, it is not there");
    }
    const clean = redactor.bytes(data);
    if (clean !== data) {
      // The output folder is published and bundled: the secret goes. Files of the workspace are their owner's.
      if (logical.root === "output") await files.write(logical, clean);
      return failed("secret-in-artifact", "expected a file without secrets, found one; it was not kept");
    }
    await blobs.put(data);
    artifacts.push({ name, path, sha256: hashing.hex(data), bytes: data.length, volatile });
  }
  return { kind: "captured", artifacts };
}
