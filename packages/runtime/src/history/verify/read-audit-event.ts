import { AUDIT_EVENT_SCHEMA, type AuditEventEntry } from "@sdetkit/core";
import { auditEventColumns } from "../run-index.ts";

/** Names are sorted in canonical JSON: an act begins with this one, and an envelope with `actor`. */
const HEAD = '{"act":"';

/**
 * What the index has to say about an act, as the text that `sound-block.ts` has SQLite make of its row. Null for what is no
 * act, or is one out of the ordinary (quotes in a value, U+FFFD, another time than a valid one): that is for a closer look.
 */
export function readAuditEvent(leaf: string, seq: number, from = 0): string | null {
  if (!leaf.startsWith(HEAD, from) || leaf.includes("\ufffd")) return null;
  let act: AuditEventEntry;
  try {
    act = JSON.parse(leaf.slice(from)) as AuditEventEntry;
  } catch {
    return null;
  }
  if (act.schema !== AUDIT_EVENT_SCHEMA) return null;
  const columns = auditEventColumns(act);
  const ordinary = columns.every((value) =>
    typeof value === "string" ? !value.includes('"') : Number.isSafeInteger(value),
  );
  return ordinary ? `${[seq, ...columns].join('"')}"` : null;
}
