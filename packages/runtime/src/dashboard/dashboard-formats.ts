/** The forms that a dashboard can be written in. */
export const DASHBOARD_FORMATS = ["json", "md", "html", "csv"] as const;

export type DashboardFormat = (typeof DASHBOARD_FORMATS)[number];
