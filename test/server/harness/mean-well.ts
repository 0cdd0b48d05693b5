import assert from "node:assert/strict";
import { parentPort, workerData } from "node:worker_threads";

/** So many requests at least, and so many before that do not count: the first ones warm up. */
const LEAST = 100;
const WARM_UP = 40;

/**
 * The thread of somebody who means well: asks one thing after the other until told to stop, and answers how many milliseconds each
 * took, sorted. In a thread of its own, since the attackers keep theirs busy.
 */
const { url, token } = workerData as { url: string; token: string };
let enough = false;
parentPort?.once("message", () => {
  enough = true;
});
const times: number[] = [];
while (!enough || times.length < WARM_UP + LEAST) {
  const began = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await response.text();
  assert.equal(response.status, 200);
  times.push(performance.now() - began);
}
parentPort?.postMessage(times.slice(WARM_UP).sort((a, b) => a - b));
