import { Option } from "@commander-js/extra-typings";
import { defineCommand } from "../../command/command.ts";
import { repeated } from "../../options/repeated.ts";
import { withScope } from "./with-scope.ts";

export const auditCommand = defineCommand({
  path: "agent audit",
  group: "Run:",
  summary: "audit the files of a repository: secrets, workflows, governance; nothing is recorded",
  completes: { path: "files", profile: ["default", "strict"], "fail-on": ["none", "error", "warning", "note"] },
  examples: [
    ["sdetkit agent audit", "the whole repository; errors fail"],
    ["sdetkit agent audit src .github --profile strict --fail-on warning", "two folders, by the strict profile"],
    ["sdetkit agent audit --changed-only --base origin/main", "what a pull request changes"],
    ["sdetkit agent audit --rules secrets,workflows", "two families of rules"],
    ["sdetkit agent audit --history --since v1.0.0", "secrets that a commit since then brought, gone or not"],
    ["sdetkit agent audit --format text --format sarif=audit.sarif", "on the screen, and as SARIF in a file"],
    ["sdetkit agent audit rules secret", "what a rule protects, and how to repair what it finds"],
  ],
  configure: (command) =>
    withScope(command)
      .argument("[path...]", "files and folders to report on; all if omitted")
      .option("--changed-only", "report on what this branch and the work on it changed")
      .option("--base <ref>", "for --changed-only: what it is compared with (default: the remote's default branch)")
      .option("--baseline <file>", "count only what this file of accepted findings does not know")
      .option("--as-of <day>", "day by which comments that silence findings may have ended (default: today, UTC)")
      .option("--history", "look for secrets in all that git keeps behind HEAD, instead of auditing the files")
      .option("--since <commit>", "with --history: leave out what was there at this commit")
      .option("--fail-on <severity>", "exit with 1 from this severity on: error, warning, note, or none", "error")
      .option(
        "--format <name[=file]>",
        "text, github, markdown, json, sarif, junit, or gitlab, on standard output or in a file, replaced if it exists; repeatable (default: text)",
        repeated,
      )
      .option("--max-findings <number>", "maximum number of findings shown as text; 0 for all", "100")
      // What the log of administrative actions took when it was called so.
      .addOption(new Option("--platform").hideHelp())
      .addOption(new Option("--limit <number>").hideHelp())
      .addOption(new Option("--server <url>").hideHelp()),
  run: async ([paths], options, invocation) => (await import("./audit.impl.ts")).audit(paths, options, invocation),
});
