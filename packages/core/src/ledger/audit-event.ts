import type { JsonObject } from "../json/json.ts";

/** The schema that every act names; a run's envelope names another one. */
export const AUDIT_EVENT_SCHEMA = "sdetkit.act/v1";

/** What somebody with power over others did. Its canonical JSON is a leaf of the ledger, beside the envelopes of runs. */
export interface AuditEventEntry {
  readonly schema: typeof AUDIT_EVENT_SCHEMA;
  /** `act-` and a ULID. */
  readonly id: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  /** The account's name. */
  readonly actor: string;
  /** Where the call came in. */
  readonly via: string;
  /** What was done, after the noun that it was done to: `tokens.create`. */
  readonly act: string;
  /** What it was done to. */
  readonly target: string;
  /** What was changed, without any secret. */
  readonly detail: JsonObject;
}
