import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One command of a comparison. `prepare` runs before each measurement, outside the clock. */
export interface Command {
  readonly label: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly prepare?: () => void;
}

/** What one run of a command took. */
interface Taken {
  readonly ms: number;
  /** Peak resident memory of the process, as it says itself when it exits. */
  readonly peakMb: number;
}

/** Median wall-clock milliseconds and peak memory of several runs. */
export interface Measured extends Taken {
  readonly label: string;
  readonly runs: number;
}

/** Runs a command and a baseline in turn, A B A B …, after one warm-up of each, and answers both medians. */
export function measurePair(command: Command, baseline: Command, runs: number): [Measured, Measured] {
  const taken: [Taken[], Taken[]] = [[], []];
  for (let round = 0; round <= runs; round += 1) {
    const both = [runOnce(command), runOnce(baseline)] as const;
    if (round === 0) continue;
    taken[0].push(both[0]);
    taken[1].push(both[1]);
  }
  return [summarise(command.label, taken[0]), summarise(baseline.label, taken[1])];
}

/** Runs one command several times after one warm-up. */
export function measure(command: Command, runs: number): Measured {
  const taken = Array.from({ length: runs + 1 }, () => runOnce(command)).slice(1);
  return summarise(command.label, taken);
}

function runOnce({ label, argv, cwd, prepare }: Command): Taken {
  prepare?.();
  const [program, ...args] = argv as [string, ...string[]];
  const folder = mkdtempSync(join(tmpdir(), "sdetkit-bench-"));
  const report = join(folder, "peak");
  const began = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1", SDETKIT_BENCH_PEAK: report },
  });
  const ms = performance.now() - began;
  if (status !== 0) throw new Error(`${label} ended with exit code ${status}: ${stderr.toString().slice(0, 2000)}`);
  const peakMb = readPeak(report);
  rmSync(folder, { recursive: true, force: true });
  return { ms, peakMb };
}

function readPeak(report: string): number {
  try {
    return Number(readFileSync(report, "utf8"));
  } catch {
    return Number.NaN;
  }
}

function summarise(label: string, taken: readonly Taken[]): Measured {
  return {
    label,
    runs: taken.length,
    ms: median(taken.map(({ ms }) => ms)),
    peakMb: median(taken.map(({ peakMb }) => peakMb)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
