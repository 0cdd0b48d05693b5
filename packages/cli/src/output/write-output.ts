import { hash } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Fault } from "@sdetkit/core";
import { isStream, refuseLinkedOutput } from "./refuse-linked-output.ts";

const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;

/** A file that a command wrote where it was told to. */
export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes a file named on the command line, also in the place of an older one, but through no link; the path counts from where the
 * person stands. Makes missing folders. Faults `output-linked`, `output-unwritable`.
 */
export async function writeOutput(cwd: string, name: string, content: string | Uint8Array): Promise<WrittenFile> {
  const path = resolve(cwd, name);
  await refuseLinkedOutput(cwd, path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | (isStream(path) ? 0 : O_NOFOLLOW));
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const remedy = "name another file with --output, or make this one writable";
    throw new Fault("output-unwritable", `expected write access to ${path}: ${why}`, { remedy, cause });
  }
  const bytes = typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
  return { path, sha256: hash("sha256", content, "hex"), bytes };
}
