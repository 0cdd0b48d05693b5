import { Fault } from "@sdetkit/core";

/**
 * SQLSTATEs and system errors that say nothing about what was asked, only that the server is not there, is going, is not yet ready, has
 * no room, gave up on a connection that was silent for too long, or had to end one of two that were in each other's way.
 */
const AWAY = new RegExp(
  `^(${[
    "08...", // the connection
    "25P03|25P04", // a transaction that was idle, or open, for too long: also when the server itself was suspended
    "40001|40P01", // another transaction came first
    "53...", // disk, memory, connections
    "55P03|57014", // a lock or an answer that took longer than the server's owner lets it
    "57P0.", // shut down, crashed, starting, idle for too long
    "58...", // the system under the server
    "XX000",
    "ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTCONN",
    "EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN",
  ].join("|")})$`,
);
const FULL = "53100";
const AWAY_WORDS =
  /Connection terminated|Connection ended|timeout exceeded when trying to connect|^timeout expired$|not queryable|Client has encountered/;

/** Whether asking again may help: something befell the database or the way to it, not the request. */
export function isAway(error: unknown): boolean {
  if (error instanceof Fault) return error.code === "database-away" || error.code === "database-full";
  const { code, syscall, message } = error as { code?: unknown; syscall?: unknown; message?: unknown };
  // No socket to connect to: any other file that is missing has nothing to do with it.
  if (code === "ENOENT") return syscall === "connect";
  return (typeof code === "string" && AWAY.test(code)) || (typeof message === "string" && AWAY_WORDS.test(message));
}

/** Whether it is the disk of the database that has no room. */
export function isFull(error: unknown): boolean {
  return error instanceof Fault ? error.code === "database-full" : (error as { code?: unknown }).code === FULL;
}

/** A Fault where asking again may help; anything else stays what it is. */
export function databaseFault(error: unknown): unknown {
  if (!isAway(error) || error instanceof Fault) return error;
  if (isFull(error))
    return new Fault("database-full", "expected the disk of the database to have room, it is full", { cause: error });
  return new Fault("database-away", "expected the database to answer, the connection is gone", { cause: error });
}

/** The SQLSTATE of a refused statement, e.g. `23505` for a row that is there already. */
export function sqlState(error: unknown): string | null {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
