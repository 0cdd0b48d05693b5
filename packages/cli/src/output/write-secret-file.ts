import { type FileHandle, open, unlink } from "node:fs/promises";
import { resolve } from "node:path";
import { Fault } from "@sdetkit/core";

/**
 * Puts a secret that is about to be made into a new file that only its owner can read. The file is made first: a secret that
 * is shown once must not be lost because it cannot be kept. Faults when there is a file already.
 */
export async function keepSecret<T>(
  cwd: string,
  name: string,
  make: () => Promise<T>,
  secretOf: (made: T) => string,
): Promise<{ readonly made: T; readonly path: string }> {
  const path = resolve(cwd, name);
  const file = await openNew(path);
  try {
    const made = await make();
    await file.writeFile(`${secretOf(made)}\n`);
    await file.sync();
    return { made, path };
  } catch (error) {
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx", 0o600);
  } catch (cause) {
    const taken = (cause as NodeJS.ErrnoException).code === "EEXIST";
    const why = taken ? "it exists already" : cause instanceof Error ? cause.message : String(cause);
    throw new Fault("output-unwritable", `expected to create the file ${path}: ${why}`, {
      remedy: "name a file that does not exist yet",
      cause,
    });
  }
}
