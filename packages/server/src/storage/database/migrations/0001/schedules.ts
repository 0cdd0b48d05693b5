import type { TableGroup } from "./table-group.ts";

/** When something is to be started, and what came of it. */
export const schedules = {
  sql: `
CREATE TABLE schedules (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id text NOT NULL,
  name text NOT NULL,
  cron text NOT NULL,
  time_zone text NOT NULL,
  workspace text NOT NULL,
  task text NOT NULL,
  inputs jsonb NOT NULL,
  catch_up text NOT NULL CHECK (catch_up IN ('all', 'latest', 'none')),
  paused boolean NOT NULL DEFAULT false,
  account text NOT NULL,
  next_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, name)
);
CREATE INDEX schedules_due ON schedules (next_at) WHERE NOT paused;
CREATE TABLE schedule_starts (
  tenant text NOT NULL,
  schedule text NOT NULL,
  due_at timestamptz NOT NULL,
  outcome text NOT NULL,
  run text,
  PRIMARY KEY (tenant, schedule, due_at),
  FOREIGN KEY (tenant, schedule) REFERENCES schedules ON DELETE CASCADE
);
`,
  ofTenants: ["schedules", "schedule_starts"],
  control: [["schedules", "SELECT (tenant, id, paused, next_at)"]],
} as const satisfies TableGroup;
