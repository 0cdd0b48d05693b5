import type { TableGroup } from "./table-group.ts";

/** What holds requests to their rate, and to being done once. */
export const limits = {
  sql: `
CREATE TABLE buckets (
  tenant text NOT NULL,
  key bytea NOT NULL,
  tokens double precision NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant, key)
) WITH (fillfactor = 50);
CREATE TABLE idempotency (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  account text NOT NULL,
  key text NOT NULL,
  request text NOT NULL,
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, account, key)
);
`,
  ofTenants: ["buckets", "idempotency"],
  control: [["buckets", "SELECT, INSERT, UPDATE, DELETE"]],
} as const satisfies TableGroup;
