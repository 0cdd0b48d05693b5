import { DigestingWriter, type Written } from "./digesting-writer.ts";
import { readPart } from "./read-part.ts";

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
