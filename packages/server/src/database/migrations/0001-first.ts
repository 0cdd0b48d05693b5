/**
 * The first schema. Three kinds of roles use it: the owner migrates and then leaves; `app` works for one tenant at a
 * time, named by the transaction-local setting `sdetkit.tenant`; `control` routes: it finds whose token, event or run
 * something is, and sees no content. Neither owns a table nor bypasses row-level security, which is forced everywhere.
 *
 * `TENANT_TABLES` names every table whose rows belong to a tenant: each has `tenant` first in its key, and a policy
 * that shows `app` the rows of the named tenant and no other. `CONTROL` lists what `control` may do besides.
 */
export const TABLES = `
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
CREATE TABLE channels (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  endpoint text NOT NULL UNIQUE,
  settings jsonb NOT NULL,
  secret text,
  enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, name)
);
CREATE TABLE inbox (
  tenant text NOT NULL,
  channel text NOT NULL,
  event text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
  ready_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  problem text,
  body text,
  PRIMARY KEY (tenant, channel, event)
);
CREATE INDEX inbox_new ON inbox (tenant, ready_at) WHERE state = 'new';
CREATE TABLE conversations (
  tenant text NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id text NOT NULL,
  channel text NOT NULL,
  address jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id)
);
CREATE TABLE messages (
  tenant text NOT NULL,
  conversation text NOT NULL,
  n bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  author text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (tenant, conversation, n),
  FOREIGN KEY (tenant, conversation) REFERENCES conversations ON DELETE CASCADE
);
CREATE TABLE outbox (
  tenant text NOT NULL,
  n bigint GENERATED ALWAYS AS IDENTITY,
  conversation text NOT NULL,
  body jsonb NOT NULL,
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'sent', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  ready_at timestamptz NOT NULL DEFAULT now(),
  problem text,
  sent_at timestamptz,
  external text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, n),
  FOREIGN KEY (tenant, conversation) REFERENCES conversations ON DELETE CASCADE
);
CREATE INDEX outbox_new ON outbox (tenant, conversation, n) WHERE state = 'new';
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
CREATE TABLE replicas (
  id text PRIMARY KEY,
  lock bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  host text NOT NULL,
  version text NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now(),
  gone_at timestamptz
);
`;

/** Every table whose rows belong to one tenant. */
export const TENANT_TABLES = [
  "accounts",
  "identities",
  "tokens",
  "secrets",
  "workspaces",
  "templates",
  "runs",
  "run_events",
  "queue",
  "approvals",
  "approval_votes",
  "ledger",
  "ledger_heads",
  "acts",
  "schedules",
  "schedule_starts",
  "channels",
  "inbox",
  "conversations",
  "messages",
  "outbox",
  "buckets",
  "idempotency",
] as const;

/** What the role that routes may do: table, and the privileges in the words of GRANT. Columns with content are left out. */
export const CONTROL: readonly (readonly [table: string, privileges: string])[] = [
  ["tenants", "SELECT, INSERT, UPDATE, DELETE"],
  ["accounts", "SELECT (tenant, id, name, kind, role, disabled_at)"],
  ["tokens", "SELECT (tenant, id, account, hash, scopes, expires_at, revoked_at, last_used_at), UPDATE (last_used_at)"],
  ["workspaces", "SELECT (tenant, name, kind, state, synced_at)"],
  ["queue", "SELECT, UPDATE"],
  ["runs", "SELECT (tenant, id, state, created_at)"],
  ["approvals", "SELECT (tenant, id, state, expires_at)"],
  ["ledger_heads", "SELECT (tenant, size, published)"],
  ["schedules", "SELECT (tenant, id, paused, next_at)"],
  ["channels", "SELECT (tenant, id, kind, endpoint, enabled)"],
  ["inbox", "SELECT (tenant, channel, event, state, ready_at), INSERT"],
  ["outbox", "SELECT (tenant, n, conversation, state, ready_at)"],
  ["buckets", "SELECT, INSERT, UPDATE, DELETE"],
  ["replicas", "SELECT, INSERT, UPDATE, DELETE"],
];
