import type { DashboardCharts, DashboardSummary } from "@sdetkit/core";
import { durationsChart } from "./durations-chart.ts";
import { openPlot } from "./open-plot.ts";
import { trendChart } from "./trend-chart.ts";

/** Draws the charts of a dashboard, or none for an empty one: the drawing library is loaded only when there is something to draw. */
export async function drawCharts(summary: DashboardSummary): Promise<DashboardCharts> {
  if (summary.totals.runs === 0) return { trend: null, durations: null };
  const draw = await openPlot();
  return {
    trend: {
      wide: trendChart(draw, summary, { id: "trend-wide", width: 1080, height: 250 }),
      narrow: trendChart(draw, summary, { id: "trend-narrow", width: 360, height: 240 }),
    },
    durations:
      summary.templates.shown.length === 0
        ? null
        : {
            wide: durationsChart(draw, summary, { id: "durations-wide", width: 520 }),
            narrow: durationsChart(draw, summary, { id: "durations-narrow", width: 360 }),
          },
  };
}
