import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ExitCode, Fault, formatCount, formatCountOf, parseCheckpoint, parseNote } from "@sdetkit/core";
import { findWorkspace, layoutOf, unrecordedRuns, type Verification, verifyHistory } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { counterFor } from "../../progress/counter.ts";
import { pairs } from "../../terminal/table.ts";
import { bold, cyan, dim, green, red, type Text, yellow } from "../../terminal/text.ts";

const SHOWN = 50;
const UNRECORDED_SHOWN = 3;

/** `agent history verify`. */
export async function historyVerify(
  options: { readonly checkpoint?: string },
  invocation: Invocation,
): Promise<Answer> {
  const { checkpoint } = options;
  const kept = checkpoint === undefined ? {} : { checkpoint: await readKept(checkpoint, invocation) };
  // Not through an opened history: one that cannot be opened is a finding, not an error.
  const counter = counterFor("verified", invocation);
  const layout = layoutOf(findWorkspace(invocation.cwd).root);
  const found = await verifyHistory(layout, { ...kept, onProgress: counter.show }).finally(counter.end);
  const unrecorded = found.ok ? unrecordedRuns(layout) : [];
  return {
    exit: found.ok ? ExitCode.done : ExitCode.differs,
    json: { ...found, unrecorded_runs: unrecorded },
    text: [verificationText(found, `in ${layout.root}`), unrecordedText(unrecorded)],
  };
}

/** A whole and signed history that is older than the workspace: no fault of what it holds, and no proof against anybody. */
function unrecordedText(runs: readonly string[]): Text {
  if (runs.length === 0) return "";
  const names = [...runs.slice(0, UNRECORDED_SHOWN), ...(runs.length > UNRECORDED_SHOWN ? ["…"] : [])].join(", ");
  const count = formatCountOf(runs.length, "run");
  return [
    ["\n", yellow("warning"), `: .sdetkit/agent/runs holds ${count} that the ledger does not contain\n`],
    ["  ", dim(names), "\n"],
    "  The history may have been deleted, or replaced by an older copy: verify with --checkpoint and a checkpoint that was kept elsewhere.\n",
  ];
}

async function readKept(name: string, { console }: Invocation): Promise<string> {
  const remedy = "name a copy of .sdetkit/agent/history/checkpoint that was kept elsewhere";
  try {
    const text = await readFile(resolve(console.cwd, name), "utf8");
    const note = parseNote(text);
    if (note !== null && parseCheckpoint(note.text) !== null) return text;
    throw new Fault("no-checkpoint", `expected a checkpoint in ${name}, got something else`, { remedy });
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault("checkpoint-missing", `expected a checkpoint in ${name}, but it cannot be read`, { remedy, cause });
  }
}

/** What was looked at, where (`in FOLDER`, `at URL`), and everything that is not as it was recorded. */
export function verificationText(found: Verification, where: string): Text {
  const { ok, runs, acts, records, blobs, root, problems } = found;
  const counts = [formatCountOf(runs, "run"), formatCountOf(records, "record"), formatCountOf(blobs, "blob")];
  const what = `${[...counts, ...(acts === 0 ? [] : [formatCountOf(acts, "audit event")])].join(", ")} ${where}`;
  if (ok)
    return [
      green("✓"),
      " ",
      bold("Nothing was changed."),
      dim(`  ${what}`),
      "\n",
      runs === 0 ? "" : ["\n", pairs([["root", cyan(root)]])],
    ];
  const count = formatCountOf(problems.length, "problem");
  return [
    [red("✗"), " ", bold(`${count} found.`), dim(`  ${what}`), "\n"],
    problems.slice(0, SHOWN).map(({ code, where, expected, got }) => [
      ["\n", bold(where), dim(`  ${code}`), "\n"],
      pairs([
        ["expected", green(expected)],
        ["got", red(got)],
      ]),
    ]),
    problems.length > SHOWN
      ? ["\n", dim(`and ${formatCount(problems.length - SHOWN)} more; --json lists them all`), "\n"]
      : "",
  ];
}
