import { type DashboardSummary, renderCsv, renderHtml, renderJson, renderMarkdown } from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import type { DashboardFormat } from "./dashboard-formats.ts";

/** The summary as a text of one format; the same summary gives the same bytes. Charts are drawn for HTML only. */
export async function renderDashboard(summary: DashboardSummary, format: DashboardFormat): Promise<string> {
  switch (format) {
    case "json":
      return renderJson(summary);
    case "md":
      return renderMarkdown(summary);
    case "csv":
      return renderCsv(summary);
    case "html": {
      const { drawCharts } = await import("./draw-charts.ts");
      return renderHtml(summary, await drawCharts(summary), hashing);
    }
  }
}
