import { parentPort } from "node:worker_threads";
import { doTreeTask, type TreeTask } from "./tree-tasks.ts";
import type { TreeAnswer } from "./tree-thread.ts";

/** The thread behind `TreeThread`: one task after the other, an answer to each. */
parentPort?.on("message", (task: TreeTask) => parentPort?.postMessage(answer(task)));

function answer(task: TreeTask): TreeAnswer {
  try {
    return { entries: doTreeTask(task) };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    return { problem: message, code };
  }
}
