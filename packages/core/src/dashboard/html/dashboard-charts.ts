/** One chart in two widths, each a self-contained `<svg>` without style or script. The page shows the one that fits. */
export interface Chart {
  readonly wide: string;
  readonly narrow: string;
}

/**
 * The charts of a dashboard, drawn outside of the domain and put into the page as they are: whoever draws them escapes
 * what they show. Null: nothing to draw.
 */
export interface DashboardCharts {
  readonly trend: Chart | null;
  readonly durations: Chart | null;
}
