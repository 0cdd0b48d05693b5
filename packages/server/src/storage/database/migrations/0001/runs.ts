import type { TableGroup } from "./table-group.ts";

/** Runs with their journals, where they wait, whom they ask, and the replicas that drive them. */
export const runs = {
  sql: `
CREATE TABLE runs (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id text NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'waiting', 'over')),
  workspace text NOT NULL,
  task text NOT NULL,
  template text,
  inputs jsonb NOT NULL,
  requester text NOT NULL,
  channel text NOT NULL,
  conversation text,
  cause text,
  resumes integer NOT NULL DEFAULT 0,
  cancelled_by text,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  ended_at timestamptz,
  status text,
  hash text,
  seq bigint,
  report text,
  problem text,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX runs_cause ON runs (tenant, cause) WHERE cause IS NOT NULL;
CREATE INDEX runs_hash ON runs (tenant, hash) WHERE hash IS NOT NULL;
CREATE TABLE run_events (
  tenant text NOT NULL,
  run text NOT NULL,
  n integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  replica text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (tenant, run, n),
  FOREIGN KEY (tenant, run) REFERENCES runs ON DELETE CASCADE
);
CREATE TABLE queue (
  tenant text NOT NULL,
  run text NOT NULL,
  state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running', 'parked')),
  ready_at timestamptz NOT NULL DEFAULT now(),
  replica text,
  epoch integer NOT NULL DEFAULT 0,
  cancel boolean NOT NULL DEFAULT false,
  format integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant, run)
) WITH (fillfactor = 70);
CREATE INDEX queue_ready ON queue (tenant, ready_at, run) WHERE state = 'ready';
CREATE INDEX queue_running ON queue (replica) WHERE state = 'running';
CREATE TABLE approvals (
  tenant text NOT NULL,
  id text NOT NULL,
  run text NOT NULL,
  step text NOT NULL,
  digest text NOT NULL,
  request jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'given', 'denied', 'expired', 'withdrawn')),
  asked_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  decided_at timestamptz,
  used_at timestamptz,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, run) REFERENCES runs ON DELETE CASCADE
);
CREATE UNIQUE INDEX approvals_step ON approvals (tenant, run, step, digest) WHERE used_at IS NULL;
CREATE INDEX approvals_pending ON approvals (expires_at) WHERE state = 'pending';
CREATE TABLE approval_votes (
  tenant text NOT NULL,
  approval text NOT NULL,
  account text NOT NULL,
  answer text NOT NULL CHECK (answer IN ('given', 'denied')),
  via text NOT NULL,
  why text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, approval, account),
  FOREIGN KEY (tenant, approval) REFERENCES approvals ON DELETE CASCADE
);
CREATE TABLE replicas (
  id text PRIMARY KEY,
  lock bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  host text NOT NULL,
  version text NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now(),
  gone_at timestamptz
);
`,
  ofTenants: ["runs", "run_events", "queue", "approvals", "approval_votes"],
  control: [
    ["queue", "SELECT, UPDATE"],
    ["runs", "SELECT (tenant, id, state, created_at)"],
    ["approvals", "SELECT (tenant, id, state, expires_at)"],
    ["replicas", "SELECT, INSERT, UPDATE, DELETE"],
  ],
} as const satisfies TableGroup;
