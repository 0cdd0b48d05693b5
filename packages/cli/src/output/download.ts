import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Fault } from "@sdetkit/core";
import { isStream, refuseLinkedOutput } from "./refuse-linked-output.ts";
import type { WrittenFile } from "./write-output.ts";

/**
 * Writes what a server answers into a new file, without ever holding all of it; what is interrupted is removed again. The path counts from
 * in the current folder. Faults `output-linked`, `output-exists`, `download-failed`.
 */
export async function download(response: Response, cwd: string, name: string): Promise<WrittenFile> {
  const path = resolve(cwd, name);
  await refuseTakenOutput(cwd, path);
  const digest = createHash("sha256");
  let bytes = 0;
  const watched = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      digest.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  };
  try {
    await mkdir(dirname(path), { recursive: true });
    const source = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(source, watched, createWriteStream(path, { flags: isStream(path) ? "w" : "wx" }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw outputExists(path);
    if (!isStream(path)) await rm(path, { force: true }).catch(() => undefined);
    if (cause instanceof Fault) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Fault("download-failed", `expected to save the response to ${path}: ${why}`, { cause });
  }
  return { path, sha256: digest.digest("hex"), bytes };
}

/** Refuses a place where there is a file already, or that lies behind a link below `base`. Faults `output-linked`, `output-exists`. */
export async function refuseTakenOutput(base: string, path: string): Promise<void> {
  await refuseLinkedOutput(base, path);
  if (!isStream(path) && existsSync(path)) throw outputExists(path);
}

function outputExists(path: string): Fault {
  return new Fault("output-exists", `expected to create ${path}, but it exists already`);
}
