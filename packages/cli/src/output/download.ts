import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ExitCode, Fault } from "@sdetkit/core";
import type { WrittenFile } from "./write-output.ts";

/** Writes what a server answers into a file, without ever holding all of it. The path counts from where the person stands. */
export async function download(response: Response, cwd: string, name: string): Promise<WrittenFile> {
  const path = resolve(cwd, name);
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
    await pipeline(source, watched, createWriteStream(path));
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Fault("download-failed", `expected to bring the answer into ${path}: ${why}`, {
      exit: ExitCode.failed,
      remedy: "what is there is not whole: try again, or name another file with --output",
      cause,
    });
  }
  return { path, sha256: digest.digest("hex"), bytes };
}
