import { constants } from "node:fs";
import { open } from "node:fs/promises";

import { decodeUtf8 } from "./decode-utf8.ts";

/** More than the parser takes, whatever the characters: it refuses a text over 64 Ki of them, of three bytes each at most. */
const MOST_BYTES = 2 ** 18;

/**
 * Reads a template or config file of a workspace. A pipe or device is an error and never waited for; of a file that is
 * larger than the parser takes, only as much is read as the parser needs to refuse it. Bytes that are no UTF-8 stay apart.
 */
export async function readTextFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`expected ${path} to be a regular file`);
    const buffer = Buffer.allocUnsafe(MOST_BYTES);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, MOST_BYTES - length);
      length += bytesRead;
      if (bytesRead === 0 || length === MOST_BYTES) return decodeUtf8(buffer.subarray(0, length));
    }
  } finally {
    await file.close();
  }
}
