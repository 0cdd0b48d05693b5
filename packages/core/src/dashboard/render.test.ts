import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hashing, Sha256 } from "../digest/sha256.ts";
import type { DashboardSummary } from "./dashboard-summary.ts";
import { renderCsv } from "./render-csv.ts";
import { renderHtml } from "./render-html.ts";
import { renderJson } from "./render-json.ts";
import { renderMarkdown } from "./render-markdown.ts";

const hashing: Hashing = { hex: () => "ab".repeat(32) as Sha256, bytes: () => new Uint8Array(32) };
const noCharts = { trend: null, durations: null };
const html = (summary: DashboardSummary) => renderHtml(summary, noCharts, hashing);

/** A summary in which every free text is `name`. */
function summaryOf(name: string): DashboardSummary {
  const run = {
    run: name,
    hash: name,
    status: "failed",
    task: name,
    captured_at: "2026-11-22T15:06:48.123Z",
    duration_ms: 1500,
  };
  return {
    schema: "sdetkit.dashboard/v1",
    range: { since: null, until: null, first: run.captured_at, last: run.captured_at },
    totals: { runs: 2, succeeded: 1, failed: 1, denied: 0, timed_out: 0, cancelled: 0, success_rate: 0.5 },
    comparison: {
      current: {
        since: "2026-11-22T00:00:00.000Z",
        until: "2026-11-23T00:00:00.000Z",
        runs: 2,
        success_rate: 0.5,
        p50_ms: 10,
      },
      previous: {
        since: "2026-11-21T00:00:00.000Z",
        until: "2026-11-22T00:00:00.000Z",
        runs: 4,
        success_rate: 0.75,
        p50_ms: 9,
      },
    },
    trend: { unit: "day", points: [{ start: "2026-11-22", runs: 2, succeeded: 1, failed: 1, denied: 0, other: 0 }] },
    durations: { p50_ms: 10, p90_ms: 20, p95_ms: 20, max_ms: 20, total_ms: 30 },
    templates: {
      shown: [{ template: name, runs: 2, succeeded: 1, success_rate: 0.5, p50_ms: 10, p95_ms: 20 }],
      more: 3,
    },
    actions: { shown: [{ action: name, steps: 5, failures: 1, total_ms: 30 }], more: 0 },
    approvals: { asked: 3, given: 1, denied: 1 },
    workers: { shown: [{ worker: name, steps: 5, busy_ms: 30 }], more: 0 },
    recent: [run],
    failures: { shown: [run], more: 7 },
    drift: {
      shown: [
        {
          template: name,
          captured_at: run.captured_at,
          run: name,
          from: { version: name, digest: name },
          to: { version: `${name}2`, digest: `2${name}` },
          changes: [name],
        },
      ],
      more: 0,
    },
    ledger: { size: 2, root: "cd".repeat(32), key: name },
  };
}

const EMPTY: DashboardSummary = {
  ...summaryOf(""),
  range: { since: null, until: null, first: null, last: null },
  totals: { runs: 0, succeeded: 0, failed: 0, denied: 0, timed_out: 0, cancelled: 0, success_rate: null },
  comparison: null,
  trend: { unit: "day", points: [] },
  durations: null,
  templates: { shown: [], more: 0 },
  actions: { shown: [], more: 0 },
  workers: { shown: [], more: 0 },
  recent: [],
  failures: { shown: [], more: 0 },
  drift: { shown: [], more: 0 },
  ledger: { size: 0, root: null, key: null },
};

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "<script>",
        "</script>",
        "</style>",
        "<!--",
        "-->",
        '"',
        "'",
        "`",
        "|",
        "\n",
        "\r\n",
        "=1+1",
        "@x",
        "](http://x)",
        "\u202e",
        "&lt;",
        "\\",
        "x",
      ),
    )
    .map((parts) => parts.join("")),
);
const plain = "plain";

/** Everything of a page that is structure: tags with their attributes. */
function tags(page: string): string[] {
  return page.match(/<[^>]*>/g)?.map((tag) => tag.replace(/data-sort="[^"]*"/g, "")) ?? [];
}

describe("renderHtml", () => {
  it("has the same tags whatever a run, a template, an action or a worker is called", () => {
    const expected = tags(html(summaryOf(plain)));
    fc.assert(
      fc.property(hostile, (name) => {
        expect(tags(html(summaryOf(name)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("lets in exactly its own style and script, and nothing from anywhere", () => {
    const page = html(summaryOf(plain));
    const hash = `'sha256-${"q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s="}'`;
    expect(page).toContain(
      `content="default-src 'none'; style-src ${hash}; script-src ${hash}; base-uri 'none'; form-action 'none'"`,
    );
    expect(page.match(/<(?:script|style)/g)).toEqual(["<style", "<script"]);
    expect(page).not.toMatch(/ (?:style|on\w+|src|srcset|action)=|url\(|@import|href="[^#]/);
  });

  it("names every table, its columns and its rows, and says how it is sorted", () => {
    const page = html(summaryOf(plain));
    const tables = page.match(/<table[\s\S]*?<\/table>/g) ?? [];
    expect(tables).toHaveLength(7);
    for (const table of tables) {
      expect(table).toMatch(/<caption id="[^"]+"><span>[^<]+/);
      expect(table).toContain('<th scope="col"');
      expect(table).toContain('<th scope="row"');
    }
    expect(page.match(/ aria-sort=/g)).toHaveLength(6);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/(?:aria-labelledby|href)="#?([^" ]+)/g)) expect(ids).toContain(id);
  });

  it("tells how many entries of a list are not on the page", () => {
    expect(html(summaryOf(plain))).toContain("And 7 more.");
  });

  it("greets an empty history with what to do next, and an empty range with why", () => {
    expect(html(EMPTY)).toContain("sdetkit agent templates list");
    expect(html(EMPTY)).not.toContain("<table");
    expect(html({ ...EMPTY, ledger: summaryOf(plain).ledger })).toContain("The ledger holds 2 entries");
  });
});

describe("renderMarkdown", () => {
  it("keeps its lines and its table cells whatever the names are", () => {
    const shape = (text: string) => text.split("\n").map((line) => line.split("|").length);
    const expected = shape(renderMarkdown(summaryOf(plain)));
    fc.assert(
      fc.property(hostile, (name) => {
        expect(shape(renderMarkdown(summaryOf(name)))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it("says what to do when there is nothing", () => {
    expect(renderMarkdown(EMPTY)).toContain("sdetkit agent templates list");
  });
});

describe("renderCsv", () => {
  it("has four cells in each line, none of which a spreadsheet runs, and ends lines by CRLF", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const text = renderCsv(summaryOf(name));
        expect(text.endsWith("\r\n")).toBe(true);
        for (const line of text.slice(0, -2).split("\r\n")) {
          const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
            (match) => match[1] ?? match[2] ?? "",
          );
          expect(cells).toHaveLength(4);
          for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("renderJson", () => {
  it("gives the same bytes however the object was put together, and all of it back", () => {
    const summary = summaryOf(plain);
    const reversed = Object.fromEntries(Object.entries(summary).reverse()) as unknown as DashboardSummary;
    expect(renderJson(reversed)).toBe(renderJson(summary));
    expect(JSON.parse(renderJson(summary))).toEqual(summary);
  });
});
