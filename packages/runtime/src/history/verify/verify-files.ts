import { join } from "node:path";
import { isSha256, type Problem } from "@sdetkit/core";
import { isClosed } from "../../files/path-exists.ts";
import { isNotPlain, readPlainFile } from "../../files/read-plain-file.ts";
import { hashing } from "../../platform/hashing.ts";
import { blobPath, recordPath } from "../content-store.ts";
import { ProblemList } from "./problem-list.ts";

/** The code of a file that this user may not read: whether it was altered nobody knows. */
export const CLOSED = "permission-denied";

/** Files to look at, by digest. */
export interface FilesTask {
  readonly records: readonly string[];
  readonly blobs: readonly string[];
}

/**
 * Reads each file and compares its content with its name. A name comes from a leaf, so what is below a signed root cannot
 * be another text of the same record: nothing has to be parsed.
 */
export function verifyFiles(folder: string, { records, blobs }: FilesTask): readonly Problem[] {
  const problems = new ProblemList();
  for (const hash of records) verifyFile(folder, recordPath(hash), "record", hash, problems);
  for (const digest of blobs) verifyFile(folder, blobPath(digest), "blob", digest, problems);
  return problems.all();
}

function verifyFile(folder: string, path: string, kind: string, digest: string, problems: ProblemList): void {
  if (!isSha256(digest)) {
    problems.add(`${kind}-missing`, path, "a SHA-256 digest as name", digest);
    return;
  }
  let bytes: Buffer;
  try {
    bytes = readPlainFile(join(folder, path));
  } catch (error) {
    if (isClosed(error)) {
      problems.add(CLOSED, path, "a file that this user may read", "one that is closed");
      return;
    }
    if (isNotPlain(error)) {
      problems.add(`${kind}-altered`, path, digest, error.message.replace(/^.*, got /s, ""));
      return;
    }
    const { code } = error as NodeJS.ErrnoException;
    problems.add(`${kind}-missing`, path, "a readable file", code === "ENOENT" ? "none" : String(code));
    return;
  }
  const got = hashing.hex(bytes);
  if (got !== digest) problems.add(`${kind}-altered`, path, digest, got);
}
