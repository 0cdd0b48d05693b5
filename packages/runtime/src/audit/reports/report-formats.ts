import type { Cutter } from "../../redact/types.ts";
import type { Audit } from "../audit-repository.ts";
import { gitlabReport } from "./gitlab-report.ts";
import { jsonReport } from "./json-report.ts";
import { junitReport } from "./junit-report.ts";
import { markdownReport } from "./markdown-report.ts";
import { sarifReport } from "./sarif-report.ts";

/** The formats of an audit's report. */
export const reportFormats = ["gitlab", "json", "junit", "markdown", "sarif"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What a report of each format is called in a folder of reports. */
export const reportFiles: { readonly [format in ReportFormat]: string } = {
  gitlab: "audit.codequality.json",
  json: "audit.json",
  junit: "audit.junit.xml",
  markdown: "audit.md",
  sarif: "audit.sarif",
};

/** Renders an audit. What has the shape of a credential is cut out, also of what rules quote. */
export function renderReport(format: ReportFormat, audit: Audit, shapes: Pick<Cutter, "text" | "json">): string {
  switch (format) {
    case "gitlab":
      return printed(gitlabReport(audit));
    case "json":
      return printed(jsonReport(audit));
    case "sarif":
      return printed(sarifReport(audit));
    case "junit":
      return shapes.text(junitReport(audit));
    case "markdown":
      return shapes.text(markdownReport(audit));
  }
  function printed(report: unknown): string {
    return `${JSON.stringify(shapes.json(report), null, 2)}\n`;
  }
}
