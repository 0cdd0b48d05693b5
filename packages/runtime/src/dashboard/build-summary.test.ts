import { expect, it } from "vitest";
import { buildSummary } from "./build-summary.ts";
import { DASHBOARD_FORMATS } from "./dashboard-formats.ts";
import { renderDashboard } from "./render-dashboard.ts";
import { START, sampleSource } from "./testing/sample-source.ts";

const DAY = 86_400_000;

it("sums up runs, durations, actions, workers and approvals exactly", async () => {
  const summary = await buildSummary(sampleSource(["a", "b", "a", "a"]));
  expect(summary.totals).toMatchObject({ runs: 4, succeeded: 3, failed: 1, success_rate: 0.75 });
  expect(summary.durations).toEqual({ p50_ms: 200, p90_ms: 400, p95_ms: 400, max_ms: 400, total_ms: 1000 });
  expect(summary.templates.shown.map(({ template, runs, p50_ms }) => [template, runs, p50_ms])).toEqual([
    ["a", 3, 300],
    ["b", 1, 200],
  ]);
  expect(summary.actions.shown).toEqual([{ action: "fs.write", steps: 8, failures: 1, total_ms: 100 }]);
  expect(summary.workers.shown).toEqual([{ worker: "worker-1", steps: 8, busy_ms: 100 }]);
  expect(summary.approvals).toEqual({ asked: 4, given: 3, denied: 1 });
  expect(summary.failures.shown.map(({ captured_at }) => captured_at)).toEqual(["2026-11-04T00:00:00.000Z"]);
  expect(summary.trend.points.map(({ start, runs }) => [start, runs])).toEqual([
    ["2026-11-02", 1],
    ["2026-11-03", 1],
    ["2026-11-04", 1],
    ["2026-11-05", 1],
  ]);
});

it("tells which template drifted, when, and what changed in its source", async () => {
  const { drift } = await buildSummary(sampleSource(["a", "a", "a", "a"]));
  expect(drift.shown).toMatchObject([
    {
      template: "a",
      captured_at: "2026-11-04T00:00:00.000Z",
      from: { version: "1.0.0" },
      to: { version: "1.1.0" },
      changes: ['version "1.0.0" → "1.1.0"'],
    },
  ]);
});

it("keeps to the range, compares it with the one before, and sees drift against the run before it", async () => {
  const summary = await buildSummary(sampleSource(["a", "a", "a", "a"]), {
    since: START + 2 * DAY,
    until: START + 3 * DAY,
  });
  expect(summary.totals.runs).toBe(1);
  expect(summary.comparison?.previous).toMatchObject({ since: "2026-11-03T00:00:00.000Z", runs: 1, success_rate: 1 });
  expect(summary.drift.shown).toHaveLength(1);
  expect(summary.actions.shown[0]?.steps).toBe(2);
});

it("leaves out runs that the ledger's head does not name yet", async () => {
  const source = sampleSource(["a", "a", "a"]);
  const { totals } = await buildSummary({
    ...source,
    checkpoint: () => source.checkpoint()!.replace("log\n3\n", "log\n2\n"),
  });
  expect(totals.runs).toBe(2);
});

it("writes the same bytes for the same history in each format", async () => {
  for (const format of DASHBOARD_FORMATS) {
    const texts = [];
    for (let time = 0; time < 2; time++)
      texts.push(await renderDashboard(await buildSummary(sampleSource(["a", "<b>"])), format));
    expect(texts[0]).toBe(texts[1]);
  }
});

it("draws charts without style, script or names of its own", async () => {
  const page = await renderDashboard(await buildSummary(sampleSource(["a", '"><script>x</script>'])), "html");
  expect(page.match(/<svg class="chart|class="chart"/g)?.length).toBe(4);
  expect(page).not.toMatch(/<svg[^>]*style=|<script>x/);
  expect(page.match(/<style/g)).toHaveLength(1);
});

it("writes a page for an empty history", async () => {
  const summary = await buildSummary(sampleSource([]));
  expect(summary.totals.runs).toBe(0);
  expect(await renderDashboard(summary, "html")).toContain("There are no runs here yet");
});
