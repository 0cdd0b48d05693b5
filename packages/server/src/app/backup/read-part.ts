import { constants, type ReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { DigestingWriter, type Written } from "./digesting-writer.ts";

/** A link that took the file's place is not followed, and a pipe does not hold anybody up. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The `code` of the error when something else than a file lies there. */
export const NOT_A_FILE = "not-a-file";

/** The bytes of a file that is to be copied or checked, in pieces. A pipe or a device is an error, and a link as well. */
export async function* readPart(path: string): AsyncIterable<Buffer> {
  const file = await open(path, FLAGS);
  try {
    if (!(await file.stat()).isFile())
      throw Object.assign(new Error(`expected ${path} to be a regular file`), { code: NOT_A_FILE });
    const stream: ReadStream = file.createReadStream({ autoClose: false });
    for await (const chunk of stream) yield chunk as Buffer;
  } finally {
    await file.close();
  }
}

/** Copies a file and answers the digest of what was copied, also when the file changes meanwhile. */
export async function copyFile(from: string, to: string, mode = 0o600): Promise<Written> {
  const writer = await DigestingWriter.create(to, mode);
  try {
    for await (const chunk of readPart(from)) await writer.write(chunk);
    return await writer.end();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
