import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sha256 } from "@sdetkit/core";
import { generateRun } from "../../../../../bench/history-generator.ts";
import { type Layout, layoutOf } from "../../files/workspace-layout.ts";
import { openHistory } from "../open-history.ts";
import type { FinishedRun, History } from "../types.ts";

/** A fresh workspace folder, and how to get rid of it. */
export function temporaryLayout(): Layout & Disposable {
  const root = mkdtempSync(join(tmpdir(), "sdetkit-history-"));
  return { ...layoutOf(root), [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** The `n`th sample run, referring to one blob that is stored first. Few repeats: neighbours have different records. */
export async function sampleRun(history: History, n: number): Promise<FinishedRun> {
  const source: Sha256 = await history.blobs.put(`template of run ${n % 3}\n`);
  return generateRun(n, source, { templates: 4, repeats: 1 });
}

/** Makes a history of `count` runs and, when asked for, one that is not over. */
export async function sampleHistory(layout: Layout, count: number, { unfinished = false } = {}): Promise<void> {
  const history = openHistory(layout);
  try {
    for (let n = 0; n < count; n++) await history.finish(await sampleRun(history, n));
    if (!unfinished) return;
    history.begin({ run: "r-UNFINISHED", task: "template:x", capturedMs: 1_700_000_000_000, body: '{"kind":"begun"}' });
    history.append("r-UNFINISHED", '{"kind":"intent","step":"one"}');
  } finally {
    history.close();
  }
}
