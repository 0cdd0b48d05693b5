import type { TableGroup } from "./table-group.ts";

/** Tenants' ledgers, and the index of the acts in them. */
export const ledger = {
  sql: `
CREATE TABLE ledger (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  leaf text NOT NULL,
  PRIMARY KEY (tenant, seq)
);
CREATE TABLE ledger_heads (
  tenant text PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  size bigint NOT NULL,
  frontier bytea NOT NULL,
  checkpoint text NOT NULL,
  published bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE TABLE acts (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  seq bigint NOT NULL,
  id text NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  act text NOT NULL,
  target text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (tenant, seq)
);
`,
  ofTenants: ["ledger", "ledger_heads", "acts"],
  control: [["ledger_heads", "SELECT (tenant, size, published)"]],
} as const satisfies TableGroup;
