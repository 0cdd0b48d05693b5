import { ROLES } from "../roles.ts";

/**
 * When the server was backed up, and since when there is anything to back up; the request that a run was asked for in; and of what is
 * parked, what stopped with a problem: `stops` above 0, also for runs that stopped before that was counted.
 */
export const OPERATIONS = `
CREATE TABLE backups (
  digest text PRIMARY KEY,
  made_at timestamptz NOT NULL
);
GRANT SELECT ON backups TO ${ROLES.control};
GRANT SELECT (at) ON migrations TO ${ROLES.control};
ALTER TABLE runs ADD COLUMN request text;
ALTER TABLE queue NO FORCE ROW LEVEL SECURITY;
ALTER TABLE runs NO FORCE ROW LEVEL SECURITY;
UPDATE queue SET stops = 1 FROM runs
  WHERE runs.tenant = queue.tenant AND runs.id = queue.run AND queue.state = 'parked' AND stops = 0 AND problem IS NOT NULL;
UPDATE queue SET stops = 0 FROM runs
  WHERE runs.tenant = queue.tenant AND runs.id = queue.run AND queue.state = 'parked' AND stops > 0 AND problem IS NULL;
ALTER TABLE queue FORCE ROW LEVEL SECURITY;
ALTER TABLE runs FORCE ROW LEVEL SECURITY;
`;
