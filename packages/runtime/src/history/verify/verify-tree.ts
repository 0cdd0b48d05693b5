import { BLOCK, CompactRange, frontierNodes, type LedgerHead, levelsOf, sameHash } from "@sdetkit/core";
import { hashing } from "../../platform/hashing.ts";
import type { ProblemList } from "./problem-list.ts";
import type { RangeNodes, RangeReport } from "./range-report.ts";
import type { Signed } from "./verify-head.ts";

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
  head: LedgerHead | null,
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

  const seen: number[] = [];
  for (const { seq, kept, hash } of reports.flatMap((report) => report.altered)) {
    if (seq < covered) problems.add("index-altered", `ledger row ${seq}, hash`, hash, kept);
    else problems.add("ledger-row-altered", `ledger row ${seq}`, `leaf hash ${hex(kept)}`, `leaf hash ${hex(hash)}`);
    if (seq >= covered) seen.push(seq);
  }
  // With the leaves as they were signed it is the index that was mixed up, and that has been named column by column.
  for (const { seq, expected, got, from } of movedRows(reports).filter((each) => each.seq >= covered)) {
    problems.add(
      "ledger-reordered",
      `ledger row ${seq}`,
      `run ${expected}`,
      `run ${got}, which belongs to row ${from}`,
    );
    seen.push(seq);
  }
  const differing = gaps ? [] : [...differingBlocks(reports), ...differingNodes(head, rows, leaves)];
  for (const { begin, end, kept, root, where } of differing) {
    if (kept === null || end <= covered) problems.add("index-altered", where, hex(root), kept ?? "none");
    else if (!seen.some((seq) => seq >= begin && seq < end)) {
      seen.push(begin);
      problems.add("ledger-row-altered", rowsText(begin, end), `root ${hex(kept)}`, `root ${hex(root)}`);
    }
  }
  // What was named explains a wrong root when putting the kept hashes back makes it right, or a kept root differs as well.
  const named = seen.length > 0 && (explained || differing.some(({ end }) => end > covered));
  for (const { where, size, root } of gaps ? [] : signed) {
    if (size > rows) {
      problems.add("ledger-truncated", `${where}: ${rowsText(rows, size)}`, `${size} rows`, `${rows} rows`);
    } else if (!sameHash(roots.get(size) ?? new Uint8Array(32), root) && !named) {
      problems.add(
        "ledger-altered",
        `${where}: ${rowsText(0, size)}`,
        `root ${hex(root)}`,
        `root ${hex(roots.get(size))}`,
      );
    }
  }
  if (head !== null && rows > head.size) {
    problems.add("ledger-unsigned", rowsText(head.size, rows), `${head.size} rows`, `${rows} rows`);
  }
  return { rows, leaves };
}

/** Leaves whose kept root is not the one that they have. */
interface Differing {
  readonly begin: number;
  readonly end: number;
  readonly kept: Uint8Array | null;
  readonly root: Uint8Array;
  /** The row that keeps the root, for when the leaves are right. */
  readonly where: string;
}

function differingBlocks(reports: readonly RangeReport[]): Differing[] {
  return reports
    .flatMap((report) => report.blocks)
    .map(({ position, kept, root }) => {
      const begin = position * BLOCK;
      return { begin, end: begin + BLOCK, kept, root, where: `blocks, row ${position}` };
    });
}

/** The head's frontier holds the roots of the largest subtrees: where one differs, so does a row below it. */
function differingNodes(head: LedgerHead | null, rows: number, leaves: CompactRange): Differing[] {
  if (head === null || head.size !== rows) return [];
  const nodes = frontierNodes(head.frontier);
  const differing: Differing[] = [];
  let begin = 0;
  levelsOf(rows).forEach((level, i) => {
    const [kept, root, end] = [nodes[i], leaves.nodes[i]!, begin + 2 ** level];
    if (kept === undefined || !sameHash(kept, root)) {
      differing.push({ begin, end, kept: kept ?? null, root, where: `head, row 0, frontier, node ${i}` });
    }
    begin = end;
  });
  return differing;
}

function rowsText(begin: number, end: number): string {
  return end - begin === 1 ? `ledger row ${begin}` : `ledger rows ${begin} to ${end - 1}`;
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
