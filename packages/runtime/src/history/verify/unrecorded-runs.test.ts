import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openHistory } from "../open-history.ts";
import { sampleHistory, temporaryLayout } from "../testing/sample-history.ts";
import { unrecordedRuns } from "./unrecorded-runs.ts";
import { verifyHistory } from "./verify-history.ts";

it("names the runs whose folders are left when an older history was put back, which verifies", async () => {
  using layout = temporaryLayout();
  await sampleHistory(layout, 2);
  const copy = join(layout.root, "copy");
  cpSync(layout.history, copy, { recursive: true });
  await sampleHistory(layout, 4, { unfinished: true });
  const history = openHistory(layout, { readOnly: true });
  const runs = [...history.list().map(({ run }) => run), ...history.unfinished().map(({ run }) => run)].sort();
  history.close();
  expect(runs).toHaveLength(5);
  for (const run of runs) mkdirSync(join(layout.runs, run, "output"), { recursive: true });
  expect(unrecordedRuns(layout)).toEqual([]);

  rmSync(layout.history, { recursive: true });
  cpSync(copy, layout.history, { recursive: true });
  expect(await verifyHistory(layout)).toMatchObject({ ok: true, runs: 2 });
  expect(unrecordedRuns(layout)).toHaveLength(3);

  rmSync(layout.history, { recursive: true });
  expect(await verifyHistory(layout)).toMatchObject({ ok: true, runs: 0 });
  expect(unrecordedRuns(layout)).toEqual(runs);
});
