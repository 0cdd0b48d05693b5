import { DatabaseSync } from "node:sqlite";
import { readAll } from "../../history/query-in-worker.ts";
import { hashing } from "../../platform/hashing.ts";
import type { SummarySource } from "../source.ts";

const DAY = 86_400_000;
/** 2026-11-02, a Monday. */
export const START = Date.UTC(2026, 10, 2);

/** A history in memory: one run a day of each named template in turn, every third one failed, its source changing at the half. */
export function sampleSource(templates: readonly string[]): SummarySource {
  const database = new DatabaseSync(":memory:");
  database.exec(`
    create table runs (seq integer primary key, run text, hash text, status text, task text, template text, template_version text,
      template_digest text, captured_ms integer, day integer, duration_ms integer, asked integer, given integer, denied integer);
    create index runs_by_time on runs (captured_ms);
    create table run_actions (seq integer, action text, count integer, failed integer, duration_ms integer);
    create table run_workers (seq integer, worker text, count integer, duration_ms integer);`);
  const run = database.prepare("insert into runs values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)");
  const action = database.prepare("insert into run_actions values (?, ?, 2, ?, ?)");
  const worker = database.prepare("insert into run_workers values (?, 'worker-1', 2, ?)");
  for (const [seq, name] of templates.entries()) {
    const failed = seq % 3 === 2;
    const version = seq < templates.length / 2 ? "1.0.0" : "1.1.0";
    const digest = hashing.hex(sourceOf(version));
    const at = START + seq * DAY;
    const status = failed ? "failed" : "succeeded";
    const id = `r-${String(seq).padStart(26, "0")}`;
    run.run(
      seq,
      id,
      hashing.hex(id),
      status,
      `template:${name}`,
      name,
      version,
      digest,
      at,
      at / DAY,
      100 * (seq + 1),
      failed ? 0 : 1,
      failed ? 1 : 0,
    );
    action.run(seq, "fs.write", failed ? 1 : 0, 10 * (seq + 1));
    worker.run(seq, 10 * (seq + 1));
  }
  const sources = new Map(
    ["1.0.0", "1.1.0"].map((version) => [hashing.hex(sourceOf(version)) as string, sourceOf(version)]),
  );
  const root = Buffer.alloc(32, 7).toString("base64");
  const signature = Buffer.alloc(68, 1).toString("base64");
  return {
    read: <T>(sql: string, ...params: (string | number | null)[]) =>
      database.prepare(sql).iterate(...params) as unknown as Iterable<T>,
    readTuples: <T>(sql: string, ...params: (string | number | null)[]) => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement.iterate(...params) as unknown as Iterable<T>;
    },
    queryInWorker: async (queries) => readAll(database, queries),
    checkpoint: () => (templates.length === 0 ? null : `log\n${templates.length}\n${root}\n\n— log ${signature}\n`),
    blobs: { get: async (digest) => (sources.has(digest) ? Buffer.from(sources.get(digest) as string) : null) },
  };
}

function sourceOf(version: string): string {
  return `metadata: {version: ${version}}\nworkflow: [{id: write, action: fs.write}]\n`;
}
