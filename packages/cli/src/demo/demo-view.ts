import { basename, dirname } from "node:path";
import { formatCountOf, formatDuration, type RunReport, runStanding } from "@sdetkit/core";
import { markOf, statusText } from "../terminal/status-symbols.ts";
import { heading } from "../terminal/table.ts";
import { bold, cyan, dim, green, red, type Text } from "../terminal/text.ts";
import { width } from "../terminal/width.ts";
import { bytesText } from "../views/bytes-text.ts";
import { shownPath } from "../views/shown-path.ts";
import { workspaceFlag } from "../views/workspace-flag.ts";
import type { DemoResult, Scenario } from "./scenario.ts";

const HASH = 12;

/** The end of a demonstration: what was run and found, what holds, where to look, what to try. */
export function demoView(
  { name, title }: Scenario,
  result: DemoResult,
  { root, cwd, took, program }: { root: string; cwd: string; took: number; program: string },
): Text {
  const { runs, refused, artifacts } = result;
  const mark = result.ok ? green("✓") : red("✗");
  return [
    [mark, " ", bold(name), dim(`  ${title}`), "\n  ", dim(`${root} in ${formatDuration(took)}`), "\n"],
    heading("What was run"),
    columns(
      [...runs, refused].map((run) => [
        runName(run),
        statusText(runStanding(run)),
        dim(formatDuration(run.duration_ms)),
        cyan(run.hash.slice(0, HASH)),
      ]),
      [...runs, refused].map((run) => markOf(runStanding(run))),
    ),
    heading("What was found"),
    foundText(runs),
    placesText(result.findings),
    heading("What holds"),
    holdsText(result),
    heading("Where to look"),
    filesText(artifacts, root, cwd),
    runs.map((run) => filesText(run.artifacts, root, cwd)),
    heading("What to try next"),
    nextText(result, root, cwd, program),
  ];
}

function runName({ template, task }: RunReport): Text {
  return template ? [bold(template.id), dim(` ${template.version}`)] : dim(task.replace(/^action /, ""));
}

function foundText(runs: readonly RunReport[]): Text {
  const audits = runs.flatMap(({ template, steps }) =>
    steps.flatMap(({ action, outputs }) => (action === "repo.audit" ? [{ name: template?.id ?? "", outputs }] : [])),
  );
  if (audits.length === 0) return ["  ", dim("no audit was part of it"), "\n"];
  return audits.map(({ name, outputs }): Text => {
    const count = (key: string) => Number(outputs[key] ?? 0);
    const counts = [
      formatCountOf(count("errors"), "error"),
      formatCountOf(count("warnings"), "warning"),
      formatCountOf(count("notes"), "note"),
    ].join(", ");
    const fired = Object.entries(outputs["by-rule"] ?? {}).filter(([, times]) => times > 0);
    return [
      ["  ", bold(String(count("score")).padStart(3)), dim(" of 100"), `  ${counts}`],
      [dim(` in ${formatCountOf(count("files"), "file")}`), `  ${name}`, "\n"],
      fired.length === 0
        ? ""
        : ["              ", dim(fired.map(([rule, times]) => `${rule} ${times}`).join("   ")), "\n"],
    ];
  });
}

/** Where the first errors are. */
function placesText(findings: DemoResult["findings"]): Text {
  return findings.map(({ rule, path, line }): Text => {
    const place = line === null ? path : `${path}:${line}`;
    return ["              ", red("✗"), ` ${place}`, dim(`  ${rule}`), "\n"];
  });
}

function holdsText({ refused, verification, replay }: DemoResult): Text {
  const [denial] = refused.steps.flatMap(({ denials }) => denials);
  const rows: readonly [ok: boolean, what: string, detail: Text][] = [
    [refused.status === "denied", "gate", denial ? [denial.message] : "expected a refusal, and there was none"],
    [
      verification.ok,
      "ledger",
      verification.ok
        ? [
            `${formatCountOf(verification.runs, "run")}, nothing was changed`,
            dim(`  root ${verification.root.slice(0, HASH)}`),
          ]
        : `${formatCountOf(verification.problems.length, "problem")}: sdetkit agent history verify`,
    ],
    [
      replay.ok,
      "replay",
      replay.ok
        ? [replay.task.replace(/^template:/, ""), " gives the same hash again", dim(`  ${replay.hash.slice(0, HASH)}`)]
        : [replay.task, ` differs: ${replay.problems[0]?.where ?? "it could not be run"}`],
    ],
  ];
  return rows.map(([ok, what, detail]): Text => ["  ", ok ? green("✓") : red("✗"), " ", what.padEnd(8), detail, "\n"]);
}

/** Files by folder, whose path is on a line of its own, so that no terminal breaks it and it can be copied; then size, digest and name of each. */
function filesText(files: readonly { path: string; bytes: number; sha256: string }[], root: string, cwd: string): Text {
  const folders = Map.groupBy(files, ({ path }) => dirname(shownPath(root, path, cwd)));
  return [...folders].map(
    ([folder, within]): Text => [
      `  ${folder}/\n`,
      within.map(({ path, bytes, sha256 }) => [
        dim(`  ${bytesText(bytes).padStart(8)}  ${sha256.slice(0, HASH)}  `),
        basename(path),
        "\n",
      ]),
    ],
  );
}

function nextText({ runs, artifacts }: DemoResult, root: string, cwd: string, program: string): Text {
  const where = workspaceFlag(root, cwd);
  const hash = runs[0]?.hash.slice(0, HASH) ?? "";
  const lines = [
    [`${program} agent history list${where}`, "every run, including refused ones"],
    [`${program} agent history show ${hash}${where}`, "one record, step by step"],
    [`${program} agent templates list${where}`, "what else can be run"],
    [`${program} agent history prove ${hash}${where}`, "a proof that can be checked without sdetkit"],
  ] as const;
  const widest = Math.max(...lines.map(([line]) => line.length));
  const html = artifacts.find(({ name }) => name === "dashboard.html");
  return [
    html ? ["  ", dim("open"), ` ${shownPath(root, html.path, cwd)} `, dim("in a browser"), "\n"] : "",
    lines.map(([line, meaning]): Text => ["  ", cyan(line), " ".repeat(widest - line.length + 2), dim(meaning), "\n"]),
  ];
}

/** Cells below each other, each column as wide as its widest, with a mark in front where there is one. */
function columns(rows: readonly (readonly Text[])[], marks: readonly Text[] = []): Text {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ""))));
  return rows.map(
    (row, index): Text => [
      "  ",
      marks[index] === undefined ? "" : [marks[index], " "],
      row.map(
        (cell, column): Text =>
          column === row.length - 1 ? cell : [cell, " ".repeat((widths[column] ?? 0) - width(cell) + 2)],
      ),
      "\n",
    ],
  );
}
