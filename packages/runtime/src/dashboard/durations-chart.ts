import { type DashboardSummary, escapeControl, formatDuration, shorten } from "@sdetkit/core";
import type { Draw } from "./open-plot.ts";

const SHOWN = 12;
const TICKS = [1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000];

/** Median to 95th percentile of each template's runs, on a logarithmic axis of durations. Busiest template on top. */
export function durationsChart(
  { Plot, svg }: Draw,
  { templates }: DashboardSummary,
  size: { readonly id: string; readonly width: number },
): string {
  const rows = templates.shown.slice(0, SHOWN).map((row, index) => ({
    index,
    top: index - 0.15,
    bottom: index + 0.15,
    name: shorten(escapeControl(row.template), Math.floor(size.width / 9)),
    // A run of 0 ms has no place on a logarithmic axis.
    median: Math.max(1, row.p50_ms),
    high: Math.max(1, row.p95_ms),
  }));
  const low = Math.min(...rows.map((row) => row.median)) / 1.25;
  const high = Math.max(...rows.map((row) => row.high)) * 1.25;
  const domain = [Math.min(low, high / 10), high];
  const ticks = TICKS.filter((tick) => tick >= domain[0]! && tick <= domain[1]!);
  return svg(
    {
      width: size.width,
      height: rows.length * 42 + 36,
      marginLeft: 2,
      marginRight: 30,
      marginTop: 6,
      marginBottom: 24,
      x: { type: "log", domain, axis: null },
      y: { type: "linear", domain: [rows.length - 0.5, -0.5], axis: null },
      marks: [
        Plot.gridX(ticks, { className: "grid", strokeOpacity: 1 }),
        Plot.text(ticks, {
          x: (tick: number) => tick,
          frameAnchor: "bottom",
          dy: 18,
          text: formatDuration,
          fontSize: 12,
        }),
        Plot.ruleY(rows, { x1: "median", x2: "high", y: "index", className: "span" }),
        Plot.ruleX(rows, { x: "median", y1: "top", y2: "bottom", className: "median" }),
        Plot.text(rows, {
          y: "index",
          frameAnchor: "left",
          textAnchor: "start",
          dy: -15,
          text: "name",
          className: "name",
          fontSize: 12,
        }),
      ],
    },
    {
      id: size.id,
      title: "Durations by template",
      description:
        "Median to 95th percentile of each template's runs, logarithmic. The templates table holds the same figures.",
    },
  );
}
