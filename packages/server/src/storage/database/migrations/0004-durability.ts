import { ROLES } from "../roles.ts";

/**
 * What readiness tries to write, how often a run was stopped by this server itself, since when a
 * published copy is behind its ledger, and the due schedules of one tenant after the
 * other. The routing role removes nothing but its own probes.
 */
export const DURABILITY = `
CREATE TABLE write_probes (
  replica text PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  ballast bytea
);
GRANT SELECT, INSERT, UPDATE, DELETE ON write_probes TO ${ROLES.control};
ALTER TABLE queue ADD COLUMN stops integer NOT NULL DEFAULT 0;
ALTER TABLE ledger_heads ADD COLUMN behind_since timestamptz;
GRANT SELECT (behind_since) ON ledger_heads TO ${ROLES.control};
CREATE INDEX schedules_due_of_tenant ON schedules (tenant, next_at, id) WHERE NOT paused AND next_at IS NOT NULL;
`;
