import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeAuditedTree } from "./audited-tree.ts";
import { generateHistory } from "./history-generator.ts";
import { type Command, type Measured, measure, measurePair } from "./measure.ts";

/**
 * Measures the product against baselines in the same run and prints ratios. `node bench/bench.ts [NAME…]` with names of
 * `startup`, `steps`, `history`, `audit`, `server`; `SDETKIT_BENCH_RUNS` sets how many runs (10), `SDETKIT_BENCH_SIZES` the history sizes.
 */
const root = join(import.meta.dirname, "..");
const program = join(root, "packages/cli/bin/sdetkit.js");
const runs = Number(process.env.SDETKIT_BENCH_RUNS ?? 10);
const sizes = (process.env.SDETKIT_BENCH_SIZES ?? "100000,1000000").split(",").map(Number);
const work = mkdtempSync(join(tmpdir(), "sdetkit-bench-"));

const node = (...args: string[]) => [process.execPath, ...args];
const withPeak = ["--import", join(root, "bench/report-peak.mjs")];
const sdetkit = (...args: string[]) => node(program, ...args);

const benches: { readonly [name: string]: () => void } = {
  startup() {
    const workspace = freshWorkspace("startup");
    const bare: Command = { label: "node -e 0", argv: node("-e", "0") };
    for (const [args, limit] of [
      [["--version"], 1.5],
      [["agent", "doctor"], 2.5],
    ] as const) {
      const [ours, base] = measurePair(
        { label: `sdetkit ${args.join(" ")}`, argv: sdetkit(...args), cwd: workspace },
        bare,
        runs * 2,
      );
      ratio(ours, base, limit);
    }
  },
  steps() {
    const workspace = freshWorkspace("steps");
    writeTemplate(workspace, 100);
    const template: Command = {
      label: "a run of 100 fs.write steps",
      argv: sdetkit("agent", "templates", "run", "hundred-writes", "-C", workspace),
    };
    let round = 0;
    const baseline: Command = {
      label: "the same writes and commits in a loop",
      get argv() {
        return node(join(root, "bench/baseline-writes.ts"), join(work, `baseline-${round++}`), "100");
      },
    };
    ratio(...measurePair(template, baseline, runs), 2.5);
  },
  history() {
    for (const size of sizes) {
      const workspace = freshWorkspace(`history-${size}`);
      const began = performance.now();
      generateHistory(workspace, size);
      console.log(`  (${size} runs generated in ${((performance.now() - began) / 1000).toFixed(1)} s)`);
      const large = size >= 1_000_000;
      for (const format of ["html", "json", "md", "csv"]) {
        const argv = node(
          ...withPeak,
          program,
          "agent",
          "dashboard",
          "build",
          "--format",
          format,
          "-C",
          workspace,
          "--output",
          join(work, `out.${format}`),
        );
        limits(
          measure({ label: `dashboard ${format} over ${size} runs`, argv }, 3),
          large ? 4000 : 600,
          large ? 400 : 200,
        );
      }
      const verify = node(...withPeak, program, "agent", "history", "verify", "-C", workspace);
      limits(measure({ label: `verify over ${size} runs`, argv: verify }, 3), 10_000, 512);
      rmSync(workspace, { recursive: true, force: true });
    }
  },
  audit() {
    const workspace = freshWorkspace("audit");
    const files = 4000;
    makeAuditedTree(workspace, { files, bytes: 20_000_000 });
    const megabytes =
      Number(
        execFileSync("git", ["-C", workspace, "ls-tree", "-rl", "HEAD"], { encoding: "utf8" })
          .split("\n")
          .reduce((sum, line) => sum + Number(line.split(/\s+/)[3] ?? 0), 0),
      ) / 1e6;
    const argv = node(...withPeak, program, "agent", "audit", "--format", "json", "-C", workspace, "--fail-on", "none");
    const cold = measure(
      { label: `agent audit, cold, ${files} files, ${megabytes.toFixed(1)} MB`, argv: [...argv, "--no-cache"] },
      runs,
    );
    const warm = measure({ label: "agent audit, nothing changed", argv }, runs);
    console.log(`  ${(megabytes / (cold.ms / 1000)).toFixed(1)} MB/s`);
    limits(cold, (megabytes / 15) * 1000, 400);
    ratio(warm, cold, 0.2);
    rmSync(workspace, { recursive: true, force: true });
  },
  server() {
    const { status } = spawnSync(process.execPath, [join(root, "bench/server/server.ts")], { stdio: "inherit" });
    if (status !== 0) throw new Error(`the server's part ended with exit code ${status}`);
  },
};

function freshWorkspace(name: string): string {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Independent steps would hide the cost of a step behind others: these run in order. */
function writeTemplate(workspace: string, count: number): void {
  const steps = Array.from(
    { length: count },
    (_, index) => `  - id: write-${index}
    name: Write file ${index}
    action: fs.write
    with:
      path: \${{ run.output_dir }}/file-${index}.txt
      content: "line ${index} of the run ${"x".repeat(200)}"
`,
  );
  const head = `metadata:
  id: hundred-writes
  title: Hundred writes
  version: 1.0.0
  description: Writes many small files, to measure what a step costs.
  owner: bench
workflow:
`;
  mkdirSync(join(workspace, "templates/automations"), { recursive: true });
  writeFileSync(join(workspace, "templates/automations/hundred-writes.yaml"), head + steps.join(""));
}

function ratio(ours: Measured, base: Measured, limit: number): void {
  const times = ours.ms / base.ms;
  console.log(`  ${ours.label}: ${ours.ms.toFixed(1)} ms; ${base.label}: ${base.ms.toFixed(1)} ms`);
  console.log(`  ratio ${times.toFixed(2)} (target ${limit}) ${verdict(times <= limit)}`);
}

function limits(ours: Measured, ms: number, mb: number): void {
  const ok = ours.ms <= ms && ours.peakMb <= mb;
  console.log(
    `  ${ours.label}: ${(ours.ms / 1000).toFixed(2)} s (target ${ms / 1000}), ${ours.peakMb.toFixed(0)} MB (target ${mb}) ${verdict(ok)}`,
  );
}

function verdict(ok: boolean): string {
  return ok ? "reached" : "NOT REACHED";
}

const asked = process.argv.slice(2);
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`${name}:`);
    bench();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
