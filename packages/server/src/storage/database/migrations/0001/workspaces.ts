import type { TableGroup } from "./table-group.ts";

/** What tenants work on, and what they wrote to be run. */
export const workspaces = {
  sql: `
CREATE TABLE workspaces (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('folder', 'git')),
  location text NOT NULL,
  ref text NOT NULL DEFAULT 'HEAD',
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'ready', 'failed')),
  problem text,
  commit text,
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, name)
);
CREATE TABLE templates (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id text NOT NULL,
  source text NOT NULL,
  digest text NOT NULL,
  updated_by text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id)
);
`,
  ofTenants: ["workspaces", "templates"],
  control: [["workspaces", "SELECT (tenant, name, kind, state, synced_at)"]],
} as const satisfies TableGroup;
