import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chat } from "./chat.ts";
import { fairness } from "./fairness.ts";
import { ingest } from "./ingest.ts";
import { shortRuns } from "./short-runs.ts";
import { startUp } from "./start-up.ts";

/** Measures the built server: `node bench/server/server.ts [NAME…]` with names of `ready`, `ingest`, `runs`, `fairness`, `chat`. See bench/README.md. */
const benches: { readonly [name: string]: (folder: string) => Promise<void> } = {
  ready: startUp,
  ingest,
  runs: shortRuns,
  fairness,
  chat,
};

const work = mkdtempSync(join(tmpdir(), "sdetkit-bench-"));
// As root the PostgreSQL runs as somebody else, who has to get there.
chmodSync(work, 0o755);
const asked = process.argv.slice(2);
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`${name}:`);
    const folder = join(work, name);
    mkdirSync(folder);
    await bench(folder);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
