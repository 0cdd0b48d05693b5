import { availableParallelism } from "node:os";
import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { Fault } from "@sdetkit/core";
import { storageFault } from "../files/storage-fault.ts";
import type { Query } from "./types.ts";

/** Below this many runs starting a thread costs more than it saves. */
const WORTH_A_THREAD = 20_000;

/** What the thread answers: all rows of each query, or why there are none. */
export type Answers = { readonly rows: readonly (readonly unknown[])[] } | Unanswered;

interface Unanswered {
  readonly error: string;
  /** SQLite's own code, when it is SQLite that failed. */
  readonly errcode?: number;
}

/** All rows of each query on one connection. */
export function readAll(database: DatabaseSync, queries: readonly Query[]): (readonly unknown[])[] {
  return queries.map(({ sql, params }) => database.prepare(sql).all(...params));
}

/** As `readAll`, on another thread with a connection of its own when there is much to read and a processor to spare. */
export function queryInWorker(
  { folder, database, runs }: { folder: string; database: DatabaseSync; runs: number },
  queries: readonly Query[],
): Promise<readonly (readonly unknown[])[]> {
  if (runs < WORTH_A_THREAD || availableParallelism() < 2) return Promise.resolve(readAll(database, queries));
  // `query-worker` is beside this module, in the sources as well as in a bundle.
  const name = import.meta.url.endsWith(".ts") ? "./query-worker.ts" : "./query-worker.js";
  const worker = new Worker(new URL(name, import.meta.url), { workerData: { folder, queries } });
  return new Promise((resolve, reject) => {
    const fail = (message: string, errcode?: number) =>
      reject(
        errcode === undefined
          ? new Fault("history-unreadable", `expected the history's index to be readable, got: ${message}`)
          : storageFault(Object.assign(new Error(message), { errcode }), "reading the history"),
      );
    worker.once("message", (answers: Answers) =>
      "error" in answers ? fail(answers.error, answers.errcode) : resolve(answers.rows),
    );
    worker.once("error", (error) => fail(error.message));
  });
}
