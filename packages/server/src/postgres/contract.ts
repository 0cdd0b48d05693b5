/** A PostgreSQL that this program started, or found running in its folder. */
export interface Postgres {
  /** As its superuser, database `sdetkit`, over a unix socket. */
  readonly url: string;
  readonly adopted: boolean;
  /** Ends the server in good order. One that was adopted is ended as well. */
  stop(): Promise<void>;
}

/** How to run it. */
export interface PostgresOptions {
  /** Its folder: `data/`, `socket/`, `password`, `log`. Made when missing. */
  readonly folder: string;
  /** For tests that need no durability. */
  readonly fsync?: boolean;
}
