import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { copyHistory } from "./copy-history.ts";
import { DATABASE } from "./file-names.ts";
import { openHistory } from "./open-history.ts";
import { sampleHistory, temporaryLayout } from "./testing/sample-history.ts";

const HOLD = `
  const { DatabaseSync } = require("node:sqlite");
  const { parentPort, workerData } = require("node:worker_threads");
  const database = new DatabaseSync(workerData);
  database.exec("PRAGMA locking_mode = EXCLUSIVE; UPDATE head SET size = size");
  parentPort.postMessage("held");
  setTimeout(() => database.close(), 300);`;

it("waits for whoever holds the history, as everybody does for a moment who closes it", async () => {
  using from = temporaryLayout();
  using to = temporaryLayout();
  await sampleHistory(from, 2);
  const holder = new Worker(HOLD, { eval: true, workerData: join(from.history, DATABASE) });
  const released = once(holder, "exit");
  await once(holder, "message");
  await copyHistory(from, to);
  await released;
  const copy = openHistory(to, { readOnly: true });
  expect(await copy.verify()).toMatchObject({ ok: true, runs: 2 });
  copy.close();
});
