/** A PostgreSQL that this program started, or found running in its folder as it would start it, and starts again whenever it ends. */
export interface Postgres {
  /** As its superuser, database `sdetkit`, over a unix socket. The same for as long as this lives. */
  readonly url: string;
  /** Whether it had survived an earlier server. */
  readonly adopted: boolean;
  /** The process id of its postmaster now; null while it is started again. */
  readonly pid: number | null;
  /** Ends the server in good order, and gives the folder free. One that was adopted is ended as well. */
  stop(): Promise<void>;
}

/** How to run it. */
export interface PostgresOptions {
  /** Its folder: `data/`, `socket/`, `password`, `log`, `server.lock`. Made when missing. */
  readonly folder: string;
  /** For tests that need no durability. */
  readonly fsync?: boolean;
  /** Told what happens to it, one line each, without any secret. */
  readonly log?: (message: string) => void;
}
