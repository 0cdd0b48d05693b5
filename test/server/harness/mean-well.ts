import assert from "node:assert/strict";
import { parentPort, workerData } from "node:worker_threads";

/** So many requests at least between two answers. */
const LEAST = 50;

/**
 * The thread of somebody who means well: one request after the other on one connection, and at each message the milliseconds of
 * those since the last one, sorted. In a thread of its own, since attackers keep theirs busy.
 */
const { url, token } = workerData as { url: string; token: string };
let asked = false;
parentPort?.on("message", () => {
  asked = true;
});
for (let times: number[] = []; ; ) {
  const began = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await response.text();
  assert.equal(response.status, 200);
  times.push(performance.now() - began);
  if (!asked || times.length < LEAST) continue;
  asked = false;
  parentPort?.postMessage(times.sort((a, b) => a - b));
  times = [];
}
