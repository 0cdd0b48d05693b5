import { hash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ExitCode, Fault } from "@sdetkit/core";

/** A file that a command wrote where it was told to. */
export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Writes a file named on the command line; the path counts from where the person stands. Makes missing folders. */
export async function writeOutput(cwd: string, name: string, content: string | Uint8Array): Promise<WrittenFile> {
  const path = resolve(cwd, name);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const remedy = "name another file with --output, or make this one writable";
    throw new Fault("output-unwritable", `expected to be able to write ${path}: ${why}`, {
      exit: ExitCode.failed,
      remedy,
      cause,
    });
  }
  const bytes = typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
  return { path, sha256: hash("sha256", content, "hex"), bytes };
}
