import { formatLogicalPath } from "@sdetkit/core";
import { z } from "zod";
import type { SummaryRange } from "../dashboard/build-summary.ts";
import { DASHBOARD_FORMATS } from "../dashboard/dashboard-formats.ts";
import type { SummarySource } from "../dashboard/source.ts";
import { refuseVariables } from "../redact/clear-artifact.ts";
import { logicalPath, pathParam } from "./path-param.ts";
import type { Action } from "./types.ts";

/** Absolute only: what `7d` means depends on a clock, and an action has none. */
const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: (issue) =>
      `Expected a date (2026-11-22) or an RFC 3339 instant (2026-11-22T08:00:00Z), got ${JSON.stringify(issue.input)}.`,
  })
  .optional();

const params = z.strictObject({
  format: z
    .enum(DASHBOARD_FORMATS)
    .default("html")
    .describe("html: a page for people; md: for pull requests; json, csv: for programs"),
  output: pathParam("File to write, such as output:/dashboard.html"),
  since: instant.describe("Only runs that began then or later; a date counts as its beginning in UTC"),
  until: instant.describe("Only runs that began earlier; a date counts as its beginning in UTC"),
});

type Params = z.output<typeof params>;

/** Writes a dashboard of the history as it is. Its content depends on every run so far: a volatile artifact. */
export const reportBuild: Action<Params> = {
  name: "report.build",
  summary: "Writes a dashboard of the workspace's history: HTML, Markdown, JSON or CSV.",
  params,
  capability: "write",
  idempotent: true,
  needs: ({ output }) => [{ kind: "write", path: logicalPath(output) }],
  preview: ({ format, output, since, until }) =>
    [
      `Write a dashboard (${format}) to ${formatLogicalPath(logicalPath(output))}`,
      ...(since === undefined ? [] : [`since ${since}`]),
      ...(until === undefined ? [] : [`until ${until}`]),
    ].join(", "),

  async execute({ format, output, since, until }, { files, blobs, redactor, ...context }) {
    const logical = logicalPath(output);
    const range: SummaryRange = {
      ...(since === undefined ? {} : { since: Date.parse(since) }),
      ...(until === undefined ? {} : { until: Date.parse(until) }),
    };
    // Loaded only now: most runs build no dashboard.
    const [{ buildSummary }, { renderDashboard }] = await Promise.all([
      import("../dashboard/build-summary.ts"),
      import("../dashboard/render-dashboard.ts"),
    ]);
    const history = await context.history();
    const source: SummarySource = {
      read: (sql, ...values) => history.read(sql, ...values),
      readTuples: (sql, ...values) => history.readTuples(sql, ...values),
      queryInWorker: (queries) => history.queryInWorker(queries),
      checkpoint: () => history.checkpoint(),
      blobs,
    };
    const summary = redactor.shapes.json(await buildSummary(source, range));
    const path = formatLogicalPath(logical);
    refuseVariables(summary, path, redactor);
    const data = await renderDashboard(summary, format);
    const written = await files.write(logical, data);
    await blobs.put(data);
    return {
      status: "succeeded",
      outputs: { path, format },
      artifacts: [{ name: logical.path, path, ...written, volatile: true }],
      volatile: { runs: summary.totals.runs },
    };
  },
};
