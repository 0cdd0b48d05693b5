import { newId } from "@sdetkit/runtime";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { listRuns, runsQuery } from "./read-runs.ts";
import type { RunFilter } from "./types.ts";

const TENANT = "t-one";
const MINUTE = 60_000;
const FIRST = Date.parse("2026-01-01T00:00:00Z");
/** One each ten minutes, for more than two months. */
const RUNS = 10_000;
const at = (n: number) => FIRST + n * 10 * MINUTE;

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase([TENANT]));
  const all = Array.from({ length: RUNS }, (_, n) => n);
  await database.tenant(TENANT, (tx) =>
    sql`
      INSERT INTO runs (tenant, id, workspace, task, template, inputs, requester, channel, created_at)
      SELECT ${TENANT}, id, 'shop', 'task ' || n, CASE n % 2 WHEN 0 THEN 'even' ELSE 'odd' END, '{}', 'ann', 'api', created_at
      FROM unnest(
        ${all}::int[], ${all.map((n) => newId("r", at(n) + 20))}::text[], ${all.map((n) => new Date(at(n)))}::timestamptz[]
      ) AS run (n, id, created_at)`.execute(tx),
  );
  await sql`VACUUM ANALYZE runs`.execute(database.routing).catch(() => undefined);
});
afterAll(() => drop());

const list = (filter: RunFilter) => database.tenant(TENANT, (tx) => listRuns(tx, TENANT, filter));
const tasks = async (filter: RunFilter) => (await list(filter)).map(({ task }) => Number(task.replace("task ", "")));

it("lists runs from one moment on and before another, with the first and without the second", async () => {
  expect(await tasks({ since: at(RUNS - 2), limit: 9 })).toEqual([RUNS - 1, RUNS - 2]);
  expect(await tasks({ since: at(RUNS - 2) + 1, limit: 9 })).toEqual([RUNS - 1]);
  expect(await tasks({ until: at(2), limit: 9 })).toEqual([1, 0]);
  expect(await tasks({ since: at(100), until: at(103), limit: 9 })).toEqual([102, 101, 100]);
  expect(await tasks({ since: at(100), until: at(104), template: "odd", limit: 9 })).toEqual([103, 101]);
  expect(await tasks({ since: at(RUNS), limit: 9 })).toEqual([]);
  expect(await tasks({ since: Date.parse("0001-01-01T00:00:00Z"), until: at(1), limit: 9 })).toEqual([0]);
});

it("goes on in a stretch of time where the page before ended", async () => {
  const within = { since: at(500), until: at(507), limit: 3 };
  const pages: number[][] = [];
  for (let before: string | undefined; pages.length < 9; ) {
    const page = await list({ ...within, ...(before === undefined ? {} : { before }) });
    if (page.length === 0) break;
    pages.push(page.map(({ task }) => Number(task.replace("task ", ""))));
    before = page.at(-1)!.run;
  }
  expect(pages).toEqual([[506, 505, 504], [503, 502, 501], [500]]);
});

interface Plan {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Plan[];
}

it.each([
  ["since", { since: at(RUNS - 300), until: undefined }],
  ["until", { since: undefined, until: at(300) }],
  ["both", { since: at(5_000), until: at(5_300) }],
] as const)("finds a stretch of time by the primary key: %s", async (_, { since, until }) => {
  const filter = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }), limit: 500 };
  const [explained] = await database.tenant(TENANT, (tx) =>
    runsQuery(tx, TENANT, filter).explain<{ "QUERY PLAN": readonly [{ readonly Plan: Plan }] }>("json", sql`analyze`),
  );
  const [{ Plan: plan }] = explained!["QUERY PLAN"];
  const nodes = (node: Plan): Plan[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
  const scan = nodes(plan).find((node) => node["Index Name"] !== undefined);
  expect(scan).toMatchObject({ "Index Name": "runs_pkey", "Index Cond": expect.stringMatching(/id (>=|<) /) });
  // No more is read besides what is listed than the time in ids may be apart from that in rows.
  expect(Math.max(...nodes(plan).map((node) => node["Rows Removed by Filter"] ?? 0))).toBeLessThan(13);
});
