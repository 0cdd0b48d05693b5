import { availableParallelism } from "node:os";
import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import type { Problem } from "@sdetkit/core";
import type { HistoryReader } from "../open-reader.ts";
import type { RangeReport, RangeTask } from "./range-report.ts";
import { type FilesTask, verifyFiles } from "./verify-files.ts";
import { verifyRange } from "./verify-range.ts";

/** One piece of a verification's work. */
export type PoolTask =
  | ({ readonly kind: "range" } & RangeTask)
  | ({ readonly kind: "files" } & FilesTask)
  | { readonly kind: "integrity" };

/** What comes back: the piece's result, or why it could not be done. */
export type PoolAnswer = { readonly result: unknown } | { readonly error: string };

/** Where a thread finds the files of a history, and where it opens the rows. */
export interface WorkPlaces {
  readonly folder: string;
  readonly rows: string;
}

/** Those who do the work of a verification: this thread alone, or several. */
export interface WorkerPool {
  range(task: RangeTask): Promise<RangeReport>;
  files(task: FilesTask): Promise<readonly Problem[]>;
  /** SQLite's own look at pages, cells and indexes: what it complains about. */
  integrity(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** How the work is shared out. */
export interface PoolSize {
  /** Below this many rows starting threads costs more than it saves. */
  readonly threadsFrom: number;
  readonly threads: number;
}

/** As many threads as there are processors, for a big history. */
export const DEFAULT_POOL: PoolSize = { threadsFrom: 40_000, threads: Math.min(8, availableParallelism()) };

/** Room for the rows being read, for all threads together: with less they spend their time collecting garbage. */
const YOUNG_MB = 192;

/** Does one piece of work on a connection. */
export function perform(database: DatabaseSync, folder: string, task: PoolTask): unknown {
  switch (task.kind) {
    case "range":
      return verifyRange(database, task);
    case "files":
      return verifyFiles(folder, task);
    case "integrity": {
      const rows = database.prepare("PRAGMA integrity_check(20)").all();
      return rows.map((row) => String(row["integrity_check"])).filter((text) => text !== "ok");
    }
  }
}

/** Opens the worker pool for a history: its files lie in `folder`, its rows are where the reader has them. */
export function openWorkerPool(folder: string, reader: HistoryReader, { threadsFrom, threads }: PoolSize): WorkerPool {
  const { database } = reader;
  const last = database.prepare("SELECT max(seq) AS last FROM ledger").get()?.["last"];
  const big = typeof last === "number" && last >= threadsFrom;
  return big && threads > 1 ? threadPool(folder, reader.folder, threads) : singleThread(folder, database);
}

function singleThread(folder: string, database: DatabaseSync): WorkerPool {
  const doing = async <T>(task: PoolTask) => perform(database, folder, task) as T;
  return {
    range: (task) => doing({ kind: "range", ...task }),
    files: (task) => doing({ kind: "files", ...task }),
    integrity: () => doing({ kind: "integrity" }),
    close: async () => {},
  };
}

function threadPool(folder: string, rows: string, threads: number): WorkerPool {
  const queue: { task: PoolTask; settle: (answer: PoolAnswer) => void }[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, (answer: PoolAnswer) => void>();
  const workers = Array.from({ length: threads }, () => startWorker({ folder, rows }, YOUNG_MB / threads));
  let alive = threads;
  let lastWords = "";
  const feed = () => {
    // When the last thread died, nothing may wait for ever.
    if (alive === 0) for (const { settle } of queue.splice(0)) settle({ error: lastWords });
    while (idle.length > 0 && queue.length > 0) {
      const [worker, { task, settle }] = [idle.pop()!, queue.shift()!];
      busy.set(worker, settle);
      worker.postMessage(task);
    }
  };
  const over = (worker: Worker, answer: PoolAnswer) => {
    busy.get(worker)?.(answer);
    busy.delete(worker);
  };
  for (const worker of workers) {
    idle.push(worker);
    worker.on("message", (answer: PoolAnswer) => {
      over(worker, answer);
      idle.push(worker);
      feed();
    });
    worker.on("error", (error) => {
      over(worker, { error: error.message });
      // A thread that died takes no more work, also when it died with nothing to do.
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
      alive--;
      lastWords = error.message;
      feed();
    });
  }
  const doing = <T>(task: PoolTask) =>
    new Promise<T>((resolve, reject) => {
      const settle = (answer: PoolAnswer) =>
        "error" in answer ? reject(new Error(answer.error)) : resolve(answer.result as T);
      queue.push({ task, settle });
      feed();
    });
  return {
    range: (task) => doing({ kind: "range", ...task }),
    files: (task) => doing({ kind: "files", ...task }),
    integrity: () => doing({ kind: "integrity" }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** `verify-worker` is beside this module, in the sources as well as in a bundle. */
function startWorker(workerData: WorkPlaces, young: number): Worker {
  const name = import.meta.url.endsWith(".ts") ? "./verify-worker.ts" : "./verify-worker.js";
  return new Worker(new URL(name, import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: young, maxOldGenerationSizeMb: 192 },
  });
}
