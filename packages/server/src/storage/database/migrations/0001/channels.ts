import type { TableGroup } from "./table-group.ts";

/** Chats and programs: what came in, what was said, what goes out. */
export const channels = {
  sql: `
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
`,
  ofTenants: ["channels", "inbox", "conversations", "messages", "outbox"],
  control: [
    ["channels", "SELECT (tenant, id, kind, endpoint, enabled)"],
    ["inbox", "SELECT (tenant, channel, event, state, ready_at), INSERT"],
    ["outbox", "SELECT (tenant, n, conversation, state, ready_at)"],
  ],
} as const satisfies TableGroup;
