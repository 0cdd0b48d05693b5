import { ExitCode, Fault } from "@sdetkit/core";

/** SQLSTATE classes and system errors that say that the server is not there, is going, or is not yet ready. */
const AWAY = /^(08|57P0|53300|XX000$|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/;
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|^timeout expired$|not queryable|Client has encountered/;

/** Whether asking again may help: the connection broke, not the request. */
export function isAway(error: unknown): boolean {
  if (error instanceof Fault) return error.code === "database-away";
  const { code, syscall, message } = error as { code?: unknown; syscall?: unknown; message?: unknown };
  // No socket to connect to: any other file that is missing has nothing to do with it.
  if (code === "ENOENT") return syscall === "connect";
  return (typeof code === "string" && AWAY.test(code)) || (typeof message === "string" && AWAY_WORDS.test(message));
}

/** A Fault for a broken connection; anything else stays what it is. */
export function databaseFault(error: unknown): unknown {
  if (!isAway(error) || error instanceof Fault) return error;
  return new Fault("database-away", "expected the database to answer, the connection is gone", {
    exit: ExitCode.failed,
    remedy: "wait a moment and ask again; see `sdetkit agent doctor --server`",
    cause: error,
  });
}

/** The SQLSTATE of a refused statement, e.g. `23505` for a row that is there already. */
export function sqlState(error: unknown): string | null {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
