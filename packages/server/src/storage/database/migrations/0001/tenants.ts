import type { TableGroup } from "./table-group.ts";

/** Tenants, who may do something in them, and what they keep secret. */
export const tenants = {
  sql: `
CREATE TABLE tenants (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'deleting')),
  config text NOT NULL,
  quotas jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE accounts (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('person', 'service')),
  role text NOT NULL,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, name)
);
CREATE TABLE identities (
  tenant text NOT NULL,
  channel text NOT NULL,
  external text NOT NULL,
  account text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, channel, external),
  FOREIGN KEY (tenant, account) REFERENCES accounts ON DELETE CASCADE
);
CREATE TABLE tokens (
  tenant text NOT NULL,
  id text NOT NULL,
  account text NOT NULL,
  name text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  replaced_by text,
  last_used_at timestamptz,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, account) REFERENCES accounts ON DELETE CASCADE
);
CREATE TABLE secrets (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id text NOT NULL,
  purpose text NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id)
);
`,
  ofTenants: ["accounts", "identities", "tokens", "secrets"],
  control: [
    ["tenants", "SELECT, INSERT, UPDATE, DELETE"],
    ["accounts", "SELECT (tenant, id, name, kind, role, disabled_at)"],
    [
      "tokens",
      "SELECT (tenant, id, account, hash, scopes, expires_at, revoked_at, last_used_at), UPDATE (last_used_at)",
    ],
  ],
} as const satisfies TableGroup;
