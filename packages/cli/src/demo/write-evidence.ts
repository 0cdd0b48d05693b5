import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { canonicalJson, type RunReport } from "@sdetkit/core";
import {
  buildSummary,
  DASHBOARD_FORMATS,
  type History,
  type Layout,
  renderDashboard,
  type TarFile,
  writeDeterministicTar,
} from "@sdetkit/runtime";
import { type WrittenFile, writeOutput } from "../output/write-output.ts";

const utf8 = new TextEncoder();

/**
 * Writes the dashboards, the history as CSV, the proof of the first run, and one archive of all that with the records and
 * artifacts of the runs, with checksums, under `.sdetkit/agent/demo/`.
 */
export async function writeEvidence(
  layout: Layout,
  history: History,
  runs: readonly RunReport[],
): Promise<(WrittenFile & { name: string })[]> {
  const summary = await buildSummary(history);
  const contents = new Map<string, string | Uint8Array>();
  for (const format of DASHBOARD_FORMATS) contents.set(`dashboard.${format}`, await renderDashboard(summary, format));
  contents.set("history.csv", [...history.exportCsv()].join(""));
  contents.set("proof.json", `${JSON.stringify(history.prove((runs[0] as RunReport).run), null, 2)}\n`);
  const kept = await filesOf(layout, history, runs);
  const all = [...contents].map(([name, content]): TarFile => ({ name, data: bytesOf(content) }));
  contents.set("evidence.tar", await writeDeterministicTar([...all, ...kept]));

  const folder = join(layout.agent, "demo");
  const written: (WrittenFile & { name: string })[] = [];
  const write = async (name: string, content: string | Uint8Array) => {
    const { path, ...file } = await writeOutput(folder, name, content);
    written.push({ name, path: relative(layout.root, path), ...file });
  };
  for (const [name, content] of contents) await write(name, content);
  await write("SHA256SUMS", written.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""));
  return written;
}

/** The record of each run, and what it produced. */
async function filesOf(layout: Layout, history: History, runs: readonly RunReport[]): Promise<TarFile[]> {
  const files = new Map<string, Uint8Array>();
  for (const { hash, run, artifacts } of runs) {
    const record = await history.record(hash);
    if (record !== null) files.set(`records/${hash}.json`, utf8.encode(canonicalJson(record)));
    for (const { name, path } of artifacts) files.set(`runs/${run}/${name}`, await readFile(join(layout.root, path)));
  }
  return [...files].map(([name, data]) => ({ name, data }));
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? utf8.encode(content) : content;
}
