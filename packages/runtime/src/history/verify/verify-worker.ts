import { parentPort, workerData } from "node:worker_threads";
import { openForReading } from "../schema.ts";
import { type PoolAnswer, type PoolTask, perform, type WorkPlaces } from "./worker-pool.ts";

/** A thread of a verification: does one piece of work after the other on its own connection. */
const { folder, rows } = workerData as WorkPlaces;
const database = openForReading(rows);

parentPort?.on("message", (task: PoolTask) => {
  parentPort?.postMessage(answerTo(task));
});

function answerTo(task: PoolTask): PoolAnswer {
  try {
    return { result: perform(database, folder, task) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
