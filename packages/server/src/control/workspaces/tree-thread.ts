import { Worker } from "node:worker_threads";
import type { TreeTask } from "./tree-tasks.ts";

/** What the thread answers: how many entries a tree has, or what the system said instead. */
export type TreeAnswer = { readonly entries: number } | { readonly problem: string; readonly code: string | undefined };

interface Asked {
  resolve(entries: number): void;
  reject(error: Error): void;
}

/**
 * A thread that works on file trees, started by its first task and again after it died. File by file in the event loop's own
 * thread everybody would wait for them, and file by file from there costs more than the files.
 */
export class TreeThread {
  #worker: Worker | null = null;
  /** In the order in which they were asked for, which is the order of the answers. */
  #asked: Asked[] = [];

  /** How many files, folders and links there are below the tree's folder. Errors have the `code` that the system gave. */
  do(task: TreeTask): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#worker ??= this.#start();
    this.#worker.postMessage(task);
    this.#worker.ref();
    this.#asked.push({ resolve, reject });
    return promise;
  }

  #start(): Worker {
    // `tree-worker` stands beside this module, in the sources as well as in a bundle.
    const name = import.meta.url.endsWith(".ts") ? "./tree-worker.ts" : "./tree-worker.js";
    const worker = new Worker(new URL(name, import.meta.url));
    worker.on("message", (answer: TreeAnswer) => {
      const asked = this.#asked.shift();
      // A process that has nothing else to do may end.
      if (this.#asked.length === 0) worker.unref();
      if ("entries" in answer) asked?.resolve(answer.entries);
      else asked?.reject(Object.assign(new Error(answer.problem), { code: answer.code }));
    });
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      this.#worker = null;
      for (const { reject } of this.#asked.splice(0)) reject(new Error("the thread for file trees ended", { cause }));
    });
    return worker;
  }
}
