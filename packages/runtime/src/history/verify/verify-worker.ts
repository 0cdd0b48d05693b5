import { parentPort, workerData } from "node:worker_threads";
import { openForReading } from "../schema.ts";
import { type CrewAnswer, type CrewTask, perform, type WorkPlaces } from "./verify-crew.ts";

/** A thread of a verification: does one piece of work after the other on its own connection. */
const { folder, rows } = workerData as WorkPlaces;
const database = openForReading(rows);

parentPort?.on("message", (task: CrewTask) => {
  parentPort?.postMessage(answerTo(task));
});

function answerTo(task: CrewTask): CrewAnswer {
  try {
    return { result: perform(database, folder, task) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
