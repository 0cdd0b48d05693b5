import { parentPort, workerData } from "node:worker_threads";
import { type Answers, readAll } from "./query-in-worker.ts";
import { openForReading } from "./schema.ts";
import type { Query } from "./types.ts";

/** The thread behind `queryInWorker`: answers its queries once, on a connection of its own, and is gone. */
const { folder, queries } = workerData as { folder: string; queries: readonly Query[] };
parentPort?.postMessage(answers());

function answers(): Answers {
  try {
    const database = openForReading(folder);
    const rows = readAll(database, queries).map((answer) => answer.map((row) => ({ ...(row as object) })));
    database.close();
    return { rows };
  } catch (error) {
    const { errcode } = ((error as Error).cause ?? error) as { readonly errcode?: number };
    return {
      error: error instanceof Error ? error.message : String(error),
      ...(errcode === undefined ? {} : { errcode }),
    };
  }
}
