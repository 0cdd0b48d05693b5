import { getEventListeners } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openEngine } from "./open-engine.ts";

test("a signal that outlives the run keeps nothing of it", async () => {
  const cwd = temporaryFolder();
  const engine = await openEngine({
    cwd,
    env: {},
    builtinTemplates: join(cwd, "none"),
    version: "0.0.0",
    channel: "test",
  });
  const { signal } = new AbortController();
  const approver = { ask: async () => ({ kind: "unasked", why: "nobody is here" }) as const };
  const task = 'action fs.write {"path":"output:/a.txt","content":"a"}';
  const answer = await engine.run({ task, inputs: {} }, { approver, signal });
  engine.close();
  expect(answer).toMatchObject({ kind: "ran", report: { status: "succeeded" } });
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
