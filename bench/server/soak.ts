import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { Api } from "../../test/server/harness/api.ts";
import { type Fit, fitLine } from "./fit-line.ts";
import type { Held, ProbeRequest } from "./heap-probe.ts";
import { adminToken, databaseUrl, type Served, serve } from "./served.ts";
import { makeTeam, SETTINGS } from "./team.ts";

/**
 * Runs short runs at the highest rate for so many minutes (`node bench/server/soak.ts 30`), and shows what each leaves behind in the
 * server's memory after forced collection. Fails unless that is surely at most `MOST_BYTES` a run. See bench/README.md.
 */
const MINUTES = Number(process.argv[2] ?? 5);
const MOST_BYTES = 50;
/** Every cache with a bound that runs fill has reached it, and what is hot is compiled. */
const WARM_UP_RUNS = Number(process.env["SDETKIT_SOAK_WARM_UP"] ?? 4_000);
/** Starts under way at the same time, and runs that may wait: so that the rate is that of the runs. */
const AT_ONCE = 16;
const MOST_WAITING = 64;
const SAMPLES = 20;
/** Measurements for one sample. */
const READINGS = 3;

interface Sample extends Held {
  readonly runs: number;
}

if (!(MINUTES > 0)) throw new Error(`expected minutes, a number above 0, got ${process.argv[2]}`);
const folder = mkdtempSync(join(tmpdir(), "sdetkit-soak-"));
// As root the PostgreSQL runs as somebody else, who has to get there.
chmodSync(folder, 0o755);
try {
  process.exitCode = await soak();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function soak(): Promise<number> {
  const probe = ["--expose-gc", "--import", join(import.meta.dirname, "heap-probe.ts")];
  // What is first done after minutes loads code as well: it belongs to the warm-up.
  const settings = { ...SETTINGS, dashboards: { publish_seconds: 5 } };
  const server = await serve(folder, settings, { SDETKIT_LOG_LEVEL: "error" }, probe);
  const database = new Client(databaseUrl(folder));
  try {
    await database.connect();
    await database.query("SET search_path TO sdetkit");
    const team = await makeTeam(folder, server.url, adminToken(folder));
    await drive(team, database, (runs) => runs >= WARM_UP_RUNS);
    await ask(server, "stop compilers");
    const samples = [await measure(server, database)];
    for (let n = 0; n < SAMPLES; n += 1) {
      const until = performance.now() + (MINUTES * 60_000) / SAMPLES;
      const began = performance.now();
      await drive(team, database, () => performance.now() >= until);
      const sample = await measure(server, database);
      const rate = (sample.runs - samples.at(-1)!.runs) / ((performance.now() - began) / 1000);
      console.log(
        `  ${sample.runs} runs, ${rate.toFixed(0)}/s: ${megabytes(sample.live)} MB live, ${megabytes(sample.rss)} MB resident`,
      );
      samples.push(sample);
    }
    const { slope, error } = bytesPerRun(samples);
    const figure = `${slope.toFixed(1)} bytes stay for each run, give or take ${(2 * error).toFixed(1)}`;
    if (slope + 2 * error <= MOST_BYTES) return say(`${figure}; at most ${MOST_BYTES} are expected`, 0);
    if (slope > MOST_BYTES) return say(`expected at most ${MOST_BYTES} bytes a run, got: ${figure}`, 1);
    return say(`expected surely at most ${MOST_BYTES} bytes a run, got: ${figure}; let it run for longer`, 1);
  } finally {
    await database.end();
    await server.stop();
  }
}

/** Starts runs until `enough` of them are over, then waits for all. */
async function drive(team: Api, database: Client, enough: (runs: number) => boolean): Promise<void> {
  let over = await countRuns(database, "runs WHERE state = 'over'");
  let waiting = 0;
  let text = over;
  const start = async () => {
    while (!enough(over)) {
      if (waiting > MOST_WAITING) await sleep(5);
      else {
        waiting += 1;
        text += 1;
        await team.ask("POST", "/runs", { workspace: "main", task: "template:note", inputs: { text: `${text}` } });
      }
    }
  };
  const count = async () => {
    while (!enough(over) || waiting > 0) {
      await sleep(100);
      over = await countRuns(database, "runs WHERE state = 'over'");
      waiting = await countRuns(database, "queue");
    }
  };
  await Promise.all([count(), ...Array.from({ length: AT_ONCE }, start)]);
  await count();
}

async function countRuns(database: Client, what: string): Promise<number> {
  return (await database.query(`SELECT count(*)::int AS runs FROM ${what}`)).rows[0].runs as number;
}

/** The least of several measurements: in each, something may be in progress that is let go of soon. */
async function measure(server: Served, database: Client): Promise<Sample> {
  const readings: Held[] = [];
  while (readings.length < READINGS) {
    // Ledgers are published, leases of limits given back.
    await sleep(2_000);
    readings.push(await ask(server, "measure"));
  }
  const least = readings.reduce((a, b) => (b.live < a.live ? b : a));
  return { runs: await countRuns(database, "runs WHERE state = 'over'"), ...least };
}

async function ask({ child }: Served, request: ProbeRequest): Promise<Held> {
  child.send(request);
  const [held] = (await once(child, "message")) as [Held];
  return held;
}

/**
 * The slope of the line through the second half of the samples, by least squares. Whatever is kept for each run makes that line
 * steep, while what comes to its end is over by then. All samples of the half count, and how far they are from the line says how sure
 * the slope is: the difference of two samples would be that of two moments.
 */
function bytesPerRun(samples: readonly Sample[]): Fit {
  return fitLine(samples.slice(-Math.ceil(samples.length / 2)).map(({ runs, live }) => ({ x: runs, y: live })));
}

function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(2);
}

function say(line: string, exit: number): number {
  console.log(`  ${line}`);
  return exit;
}
