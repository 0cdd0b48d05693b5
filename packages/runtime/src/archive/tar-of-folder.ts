import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Fault } from "@sdetkit/core";
import { createTarPacker } from "modern-tar";
import { TAR_ATTRIBUTES } from "./deterministic-tar.ts";

/**
 * The tar of a folder, bit by bit, whose bytes depend on names and contents alone, as those of `writeDeterministicTar` do. Folders
 * are entries of their own, so that empty ones come along. Nothing else may change the folder meanwhile. A link or a file that
 * changes its size makes the stream fail: Fault `archive-content`.
 */
export function tarOfFolder(folder: string): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const pack = async () => {
    for await (const entry of entriesOf(folder, "")) {
      const header = { ...TAR_ATTRIBUTES, name: entry.name, size: entry.bytes };
      if (entry.kind === "folder") {
        await controller.add({ ...header, name: `${entry.name}/`, type: "directory", mode: 0o755 }).close();
        continue;
      }
      const file = Readable.toWeb(createReadStream(join(folder, entry.name))) as ReadableStream<Uint8Array>;
      await file.pipeTo(controller.add({ ...header, type: "file" }));
    }
    controller.finalize();
  };
  // What goes wrong goes to whoever reads; a reader that went away needs no answer.
  pack().catch((error) => controller.error(error));
  return readable;
}

interface Entry {
  readonly kind: "file" | "folder";
  readonly name: string;
  readonly bytes: number;
}

/** Every file and folder below, sorted by code units within a folder, a folder before what is in it. */
async function* entriesOf(root: string, above: string): AsyncIterable<Entry> {
  for (const part of (await readdir(join(root, above))).sort()) {
    const name = above === "" ? part : `${above}/${part}`;
    const stat = await lstat(join(root, name));
    if (stat.isDirectory()) {
      yield { kind: "folder", name, bytes: 0 };
      yield* entriesOf(root, name);
    } else if (stat.isFile()) yield { kind: "file", name, bytes: stat.size };
    else {
      throw new Fault("archive-content", `expected files and folders, ${name} is something else`);
    }
  }
}
