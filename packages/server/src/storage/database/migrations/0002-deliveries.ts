import { ROLES } from "../roles.ts";

/**
 * What becomes of an event can be looked up: by an id that begins with its time, with the code of what went wrong and when it ended.
 * What people say is worked off by conversation. Rows that an older replica still writes have an id as well.
 */
export const DELIVERIES = `
ALTER TABLE inbox
  ADD COLUMN id text,
  ADD COLUMN conversation text,
  ADD COLUMN code text,
  ADD COLUMN ended_at timestamptz;
ALTER TABLE inbox NO FORCE ROW LEVEL SECURITY;
UPDATE inbox SET
  id = 'd-00' || ${timeDigits("received_at")} || upper(substr(md5(channel || ' ' || event), 1, 12)),
  conversation = CASE WHEN state = 'new' AND body NOT LIKE '{"kind":"event"%' THEN 'c-before' END;
ALTER TABLE inbox FORCE ROW LEVEL SECURITY;
ALTER TABLE inbox
  ALTER COLUMN id SET DEFAULT 'd-00' || ${timeDigits("clock_timestamp()")} || upper(substr(md5(random()::text), 1, 12)),
  ALTER COLUMN id SET NOT NULL;
CREATE UNIQUE INDEX inbox_id ON inbox (tenant, id);
CREATE INDEX inbox_failed ON inbox (tenant, id) WHERE state = 'failed';
DROP INDEX inbox_new;
CREATE INDEX inbox_programs ON inbox (tenant, ready_at) WHERE state = 'new' AND conversation IS NULL;
CREATE INDEX inbox_said ON inbox (tenant, conversation, id) WHERE state = 'new' AND conversation IS NOT NULL;
GRANT SELECT (id, conversation) ON inbox TO ${ROLES.control};
`;

/** Milliseconds since the epoch in 12 hexadecimal digits, so that texts sort as times do. */
function timeDigits(at: string): string {
  return `upper(lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0'))`;
}
