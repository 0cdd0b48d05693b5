import type { Hashing } from "../digest/hashing.ts";
import type { Sha256 } from "../digest/sha256.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { RunRecord } from "./run-record.ts";

/** The run's hash: SHA-256 of the record's RFC 8785 canonical JSON. */
export function recordHash(record: RunRecord, hashing: Hashing): Sha256 {
  return hashing.hex(canonicalJson(record));
}
