// Loaded with --import where memory is measured: writes the process's peak resident memory in MB when it exits.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const report = process.env.SDETKIT_BENCH_PEAK;
if (report && isMainThread) {
  process.on("exit", () => writeFileSync(report, String(process.resourceUsage().maxRSS / 1024)));
}
