import { join } from "node:path";
import { serve } from "./served.ts";

const RUNS = Number(process.env["SDETKIT_BENCH_RUNS"] ?? 10);
const TARGET = { first: 4_000, later: 1_500 };

/** From starting the process to the first answer on `/readyz`: in an empty folder with nothing compiled before, and later. */
export async function startUp(folder: string): Promise<void> {
  const first: number[] = [];
  const later: number[] = [];
  for (let n = 0; n < Math.ceil(RUNS / 3); n += 1) {
    const own = join(folder, String(n));
    const env = { SDETKIT_LOG_LEVEL: "warn", XDG_CACHE_HOME: join(own, "cache") };
    for (const times of [first, later, later, later]) {
      const server = await serve(own, {}, env);
      times.push(server.readyMs);
      await server.stop();
    }
  }
  print("first start, nothing compiled before", first, TARGET.first);
  print("later starts", later, TARGET.later);
}

function print(label: string, times: readonly number[], target: number): void {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  const most = sorted.at(-1)!;
  const verdict = most <= target ? "reached" : "NOT REACHED";
  console.log(
    `  ${label}: ${median.toFixed(0)} ms, at most ${most.toFixed(0)} of ${times.length} (target ${target}) ${verdict}`,
  );
}
