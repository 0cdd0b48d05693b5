import { CompactRange, sameHash } from "@sdetkit/core";
import { hashing } from "../../hashing.ts";
import { BLOCK, frontierNodes, type Head } from "../ledger-store.ts";
import type { ProblemList } from "./problem-list.ts";
import type { Signed } from "./verify-head.ts";
import type { RangeNodes, RangeReport } from "./verify-range.ts";

/** The ledger as all its parts together show it. */
export interface Tree {
  readonly rows: number;
  readonly leaves: CompactRange;
}

/**
 * Joins the parts of the ledger, holds the roots against the signed checkpoints, and says which rows differ. Only what
 * a signature covers is trusted: kept hashes serve to name what was altered.
 */
export function verifyTree(
  reports: readonly RangeReport[],
  head: Head | null,
  signed: readonly Signed[],
  problems: ProblemList,
): Tree {
  const rows = reports.reduce((sum, report) => sum + report.rows, 0);
  const gaps = reports.some((report) => report.problems.some(({ code }) => code === "ledger-row-missing"));
  const roots = new Map<number, Uint8Array>([[0, new CompactRange(hashing).root()]]);
  const leaves = joined(reports, (report) => report.leaves, roots);
  const kept = joined(reports, (report) => report.kept ?? report.leaves);
  const sound = signed.filter(({ size, root }) => size <= rows && sameHash(roots.get(size) ?? root.subarray(1), root));
  const covered = Math.max(0, ...sound.map(({ size }) => size));
  const explained = signed.some(({ size, root }) => size === kept.size && sameHash(kept.root(), root));

  let named = gaps;
  for (const { seq, kept, hash } of reports.flatMap((report) => report.altered)) {
    named ||= seq >= covered;
    if (seq < covered) problems.add("index-altered", `ledger row ${seq}, hash`, hash, kept);
    else problems.add("ledger-row-altered", `ledger row ${seq}`, `leaf hash ${hex(kept)}`, `leaf hash ${hex(hash)}`);
  }
  const moved = movedRows(reports);
  for (const { seq, expected, got, from } of moved) {
    named ||= true;
    problems.add(
      "ledger-reordered",
      `ledger row ${seq}`,
      `run ${expected}`,
      `run ${got}, which belongs to row ${from}`,
    );
  }
  for (const { position, kept, root } of reports.flatMap((report) => report.blocks)) {
    const [first, last] = [position * BLOCK, position * BLOCK + BLOCK - 1];
    if (last < covered || kept === null)
      problems.add("index-altered", `blocks, row ${position}`, hex(root), kept ?? "none");
    else {
      problems.add("ledger-row-altered", `ledger rows ${first} to ${last}`, `root ${hex(kept)}`, `root ${hex(root)}`);
      named = true;
    }
  }
  if (head !== null && head.size === rows && !gaps) named = verifyFrontier(head, leaves, covered, problems) || named;

  for (const { where, size, root } of signed) {
    if (size > rows && !gaps) {
      problems.add("ledger-truncated", `${where}: ledger rows ${rows} to ${size - 1}`, `${size} rows`, `${rows} rows`);
    } else if (size <= rows && !sameHash(roots.get(size) ?? new Uint8Array(32), root) && !(named && explained)) {
      if (gaps) continue;
      problems.add(
        "ledger-altered",
        `${where}: ledger rows 0 to ${size - 1}`,
        `root ${hex(root)}`,
        `root ${hex(roots.get(size))}`,
      );
    }
  }
  if (head !== null && rows > head.size) {
    problems.add("ledger-unsigned", `ledger rows ${head.size} to ${rows - 1}`, `${head.size} rows`, `${rows} rows`);
  }
  return { rows, leaves };
}

/** The head's frontier holds the roots of the largest subtrees: where one differs, so does a row below it. */
function verifyFrontier(head: Head, leaves: CompactRange, covered: number, problems: ProblemList): boolean {
  const nodes = frontierNodes(head.frontier);
  let [begin, named] = [0, false];
  leaves.nodes.forEach((node, i) => {
    const width = 2 ** levelAt(head.size, i);
    const kept = nodes[i];
    if (kept !== undefined && !sameHash(kept, node)) {
      if (covered === head.size) problems.add("checkpoint-altered", `head, row 0, frontier, node ${i}`, node, kept);
      else if (width < BLOCK) {
        named = true;
        const where = width === 1 ? `ledger row ${begin}` : `ledger rows ${begin} to ${begin + width - 1}`;
        problems.add("ledger-row-altered", where, `root ${hex(kept)}`, `root ${hex(node)}`);
      }
    }
    begin += width;
  });
  return named;
}

function levelAt(size: number, index: number): number {
  let seen = -1;
  for (let level = Math.floor(Math.log2(size)); level >= 0; level--) {
    if (Math.floor(size / 2 ** level) % 2 === 1 && ++seen === index) return level;
  }
  return 0;
}

/** Rows whose leaf names a run that the index has at another row: they changed places. */
function movedRows(reports: readonly RangeReport[]) {
  const strangers = reports.flatMap((report) => report.strangers);
  const home = new Map(strangers.map(({ seq, indexed }) => [indexed, seq]));
  return strangers
    .filter(({ run }) => home.has(run))
    .map(({ seq, run, indexed }) => ({ seq, expected: indexed, got: run, from: home.get(run)! }));
}

function joined(
  reports: readonly RangeReport[],
  part: (report: RangeReport) => RangeNodes,
  roots?: Map<number, Uint8Array>,
): CompactRange {
  const whole = new CompactRange(hashing);
  for (const report of reports) {
    // Behind a gap nothing is aligned any more; the gap has been named, and the root cannot be right.
    if (whole.size !== report.begin) break;
    for (const mark of report.marks) {
      const upTo = whole.clone();
      upTo.merge(new CompactRange(hashing, mark.size, mark.nodes));
      if (upTo.size === mark.mark) roots?.set(mark.mark, upTo.root());
    }
    const { size, nodes } = part(report);
    whole.merge(new CompactRange(hashing, size, nodes));
  }
  roots?.set(whole.size, whole.root());
  return whole;
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}
