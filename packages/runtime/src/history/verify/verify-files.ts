import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isSha256, type Problem } from "@sdetkit/core";
import { hashing } from "../../hashing.ts";
import { blobPath, recordPath } from "../content-store.ts";
import { isCanonical } from "./is-canonical.ts";
import { ProblemList } from "./problem-list.ts";

/** Files to look at, by digest. */
export interface FilesTask {
  readonly records: readonly string[];
  readonly blobs: readonly string[];
}

/** Reads each file and compares its content with its name; records have to be canonical JSON as well. */
export function verifyFiles(folder: string, { records, blobs }: FilesTask): readonly Problem[] {
  const problems = new ProblemList();
  for (const hash of records) {
    const bytes = checked(folder, recordPath(hash), "record", hash, problems);
    if (bytes !== null && !isCanonicalText(bytes.toString())) {
      problems.add("record-altered", recordPath(hash), "canonical JSON", "something else");
    }
  }
  for (const digest of blobs) checked(folder, blobPath(digest), "blob", digest, problems);
  return problems.all();
}

function checked(folder: string, path: string, kind: string, digest: string, problems: ProblemList): Buffer | null {
  if (!isSha256(digest)) {
    problems.add(`${kind}-missing`, path, "a SHA-256 digest as name", digest);
    return null;
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(folder, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    problems.add(`${kind}-missing`, path, "a readable file", code === "ENOENT" ? "none" : String(code));
    return null;
  }
  const got = hashing.hex(bytes);
  if (got === digest) return bytes;
  problems.add(`${kind}-altered`, path, digest, got);
  return null;
}

function isCanonicalText(text: string): boolean {
  try {
    return isCanonical(text, JSON.parse(text));
  } catch {
    return false;
  }
}
