import type { Kysely, RawBuilder } from "kysely";
import type { Tables } from "./schema.ts";

/** A transaction that sees one tenant's rows and no other's, or the routing role's. All or nothing. */
export type Tx = Kysely<Tables>;

/** What the database told to whoever listens. The payload names rows, and never holds content. */
export type Notice = "queue" | "cancels" | "inbox" | "said" | "outbox" | "channels" | "tokens" | "ledger";

/** Who watches for a notice; called once for any number that came together, and whenever notices begin to be heard. */
export type Listener = () => void;

/**
 * The database of all replicas. A broken connection is a Fault `database-away` (HTTP: 503 with Retry-After); what was
 * asked may be asked again. Anything else that PostgreSQL refuses is a bug and is thrown as it came.
 */
export interface Database {
  /** Works for one tenant, as the role `app`: the tenant is set for the transaction alone. */
  tenant<T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Routes, as the role `control`: whose token, event or run something is; what is due. Sees no content. */
  control<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same without a transaction: single statements. */
  readonly routing: Kysely<Tables>;
  /**
   * The same for one statement that nobody else does at the same time: the advisory lock of this number, the statement and the
   * commit are one round trip. It sees what whoever had the lock before has done. Its values stand in it as `sql.lit`.
   */
  oneByOne<R>(lock: number, statement: RawBuilder<R>): Promise<R[]>;
  /** Told to all replicas when the transaction commits. Cheap: many of one kind in a transaction are one. */
  notify(tx: Tx, ...notices: readonly [Notice, ...Notice[]]): Promise<void>;
  /** The same as an expression, for a single statement that changes and tells at once. */
  notifying(notice: Notice): RawBuilder<unknown>;
  listen(notice: Notice, listener: Listener): () => void;
  /** A connection of its own as `control`, for as long as it lasts: what holds a replica's advisory lock. */
  session(lost: () => void): Promise<Session>;
  close(): Promise<void>;
}

/** One connection that is kept. */
export interface Session {
  query<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  end(): Promise<void>;
}

/** How to reach a database: as its owner, who migrates, and the secret that the passwords of the other roles follow from. */
export interface DatabaseOptions {
  /** `postgresql://OWNER:PASSWORD@HOST/DATABASE`, or with `?host=/folder` for a unix socket. */
  readonly url: string;
  /** 32 bytes that all replicas share. */
  readonly masterKey: Buffer;
  /** Connections at most, for tenants' work and for routing each. */
  readonly connections: number;
}
