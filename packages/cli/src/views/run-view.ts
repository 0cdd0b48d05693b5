import { formatDuration, type JsonObject, type RunReport, runStanding, stepStanding } from "@sdetkit/core";
import { markOf, statusText } from "../terminal/status-symbols.ts";
import { bold, cyan, dim, type Text } from "../terminal/text.ts";
import { width } from "../terminal/width.ts";
import { bytesText } from "./bytes-text.ts";
import { outputsText } from "./outputs-text.ts";
import { isProse, type PrintedSource, printedText } from "./printed-text.ts";
import { type PolicySource, shownRemedy } from "./shown-remedy.ts";

/** Where a run's report is read: what it printed, its files, and how a command line reaches it. */
export interface RunSource extends PrintedSource, PolicySource {
  /** Whether long outputs are cut, since somebody watches who can ask for more. */
  readonly cut: boolean;
  /** An artifact's path as the person finds it. */
  readonly file: (path: string) => string;
  /** What follow-up commands need: ` -C DIR`, ` --server URL`, or nothing. */
  readonly flag: string;
}

/** What a run came to: its steps and what they printed, what it left, and the hash that stands for all of it. */
export async function runView(report: RunReport, source: RunSource): Promise<Text> {
  const outputs = outputsOf(report);
  return [
    headLine(report),
    "\n",
    await stepLines(report, source),
    Object.keys(outputs).length === 0 ? "" : ["\n  ", bold("Outputs"), "\n", outputsText(outputs, source.cut)],
    artifactLines(report.artifacts, source.file),
    rejected(report),
    "\n",
    ["  ", dim("hash"), "    ", cyan(report.hash), "\n"],
    ["  ", dim("run"), "     ", report.run, "\n"],
    nextLine(report, source.flag),
  ];
}

/** What can be done with the run now: one that was denied or cut short is looked at, any other also runs again. */
function nextLine({ status, hash }: RunReport, flag: string): Text {
  const line = (verb: string, command: string): Text => {
    return ["  ", dim(verb), " ".repeat(8 - verb.length), `sdetkit agent ${command} ${hash.slice(0, 12)}${flag}`, "\n"];
  };
  return status === "denied" || status === "cancelled" ? line("show", "history show") : line("replay", "replay");
}

/** What was declared; of a single action, which declares nothing, what it gave. What is text to read is shown with its step. */
function outputsOf({ template, outputs, steps }: RunReport): JsonObject {
  if (template !== null) return outputs;
  return Object.fromEntries(Object.entries(steps[0]?.outputs ?? {}).filter((output) => !isProse(...output)));
}

/** One line for a whole run: what, how it ended, how long it took. */
export function headLine(report: RunReport): Text {
  const { task, template, duration_ms } = report;
  const what: Text = template ? [bold(template.id), " ", dim(template.version)] : bold(task);
  const status = runStanding(report);
  return [markOf(status), " ", what, " ", statusText(status), dim(` in ${formatDuration(duration_ms)}`), "\n"];
}

async function stepLines({ steps, template }: RunReport, source: RunSource): Promise<Text> {
  const ids = Math.max(0, ...steps.map(({ id }) => width(id)));
  const actions = Math.max(0, ...steps.map(({ action }) => width(action)));
  const lines = steps.map(async (step): Promise<Text> => {
    const id = step.id + " ".repeat(ids - width(step.id));
    const action = step.action + " ".repeat(actions - width(step.action));
    const standing = stepStanding(step);
    const end: Text = standing === "succeeded" ? dim(formatDuration(step.duration_ms)) : statusText(standing);
    return [
      "  ",
      markOf(standing),
      " ",
      id,
      "  ",
      dim(action),
      "  ",
      end,
      "\n",
      reasons(step, template !== null, source),
      await printedText(step, source),
    ];
  });
  return await Promise.all(lines);
}

function reasons(
  { failure, denials, hidden = [] }: RunReport["steps"][number],
  declares: boolean,
  source: PolicySource,
): Text {
  return [
    failure === null ? "" : ["      ", failure.message, dim(` (${failure.code})`), "\n"],
    hiddenHint(hidden, declares),
    ...denials.map((denial): Text => {
      const remedy = shownRemedy(denial, source);
      return [
        ["      ", denial.message, dim(` (${denial.rule})`), "\n"],
        remedy === "" ? "" : ["      ", dim("→ "), remedy, "\n"],
      ];
    }),
  ];
}

/** Files that mostly hold secrets: nobody is advised to give them to a command. */
const SECRET_FILE =
  /(?:^|[/.])(?:env(?:rc)?(?:\.[^/]*)?|npmrc|netrc|pypirc|pem|key|p12|pfx|jks|keystore|id_\w+|[^/]*(?:secret|credential)[^/]*)$/i;

/** What a failed command may have missed, and the line that lets it see that; a single action `declares` nothing. */
function hiddenHint(hidden: readonly string[], declares: boolean): Text {
  if (hidden.length === 0) return "";
  const named = hidden.slice(0, 5).map((path) => path.replace(/\/$/, ""));
  const more = hidden.length > named.length ? `, and ${hidden.length - named.length} more` : "";
  const offered = named.filter((path) => !SECRET_FILE.test(path)).join(", ");
  const where = declares ? "declare them in the step" : "run it from a template, and declare them in its step";
  const end = offered === "" ? "" : ";";
  return [
    ["      ", dim("→ "), `the command cannot see files that git ignores: ${named.join(", ")}${more}${end}`, "\n"],
    offered === "" ? "" : ["        ", `if it needs them, ${where}: inputs: [${offered}]`, "\n"],
  ];
}

function artifactLines(artifacts: RunReport["artifacts"], file: RunSource["file"]): Text {
  if (artifacts.length === 0) return "";
  const names = Math.max(...artifacts.map(({ name }) => width(name)));
  // Mostly all of them lie in the run's output folder under their names: then that is said once.
  const folders = new Set(
    artifacts.map(({ name, path }) => (path.endsWith(`/${name}`) ? path.slice(0, -name.length) : null)),
  );
  const [folder] = folders.size === 1 ? folders : [null];
  return [
    ["\n  ", bold("Artifacts"), folder ? ["  ", `${file(folder.slice(0, -1))}/`] : "", "\n"],
    ...artifacts.map(({ name, path, sha256, bytes, redacted }): Text => {
      const digest = dim(sha256.slice(0, 12));
      const size = bytesText(bytes).padStart(9);
      return [
        "  ",
        name,
        " ".repeat(names - width(name)),
        "  ",
        digest,
        dim(size),
        folder ? "" : ["  ", file(path)],
        redacted === undefined ? "" : dim(`  redacted in ${redacted} ${redacted === 1 ? "place" : "places"}`),
        "\n",
      ];
    }),
  ];
}

/** What the reviewer found beyond what the steps already say. */
function rejected({ reviewer: { verdict, checks }, steps }: RunReport): Text {
  const told = steps.some(({ failure, denials }) => failure !== null || denials.length > 0);
  const open = checks.filter(({ ok }) => !ok);
  if (verdict === "accepted" || told || open.length === 0) return "";
  return [
    ["\n  ", bold("The reviewer rejected the run"), "\n"],
    ...open.map(({ detail }): Text => ["  ", detail, "\n"]),
  ];
}
