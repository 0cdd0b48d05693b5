import { constants, createReadStream } from "node:fs";
import { DigestingWriter, type Written } from "./digesting-writer.ts";

/** A link that took the file's place is not followed, and a pipe does not hold anybody up. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Copies a file and answers the digest of what was copied, also when the file changes meanwhile. */
export async function copyFile(from: string, to: string, mode = 0o600): Promise<Written> {
  const writer = await DigestingWriter.create(to, mode);
  try {
    for await (const chunk of createReadStream(from, { flags: flags as unknown as string }))
      await writer.write(chunk as Buffer);
    return await writer.end();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
