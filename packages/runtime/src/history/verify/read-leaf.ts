/**
 * What the index has to say about one run, as the texts that `sound-block.ts` has SQLite make of its rows. Pieces of the
 * leaf are taken over as they are: quotes part them, since no value that is read here holds one.
 */
export interface LeafTexts {
  readonly runs: string;
  readonly actions: string;
  readonly workers: string;
  readonly record: string;
  /** The digests of `blobs` as they are written in the leaf: in quotes, with commas between. */
  readonly blobs: string;
}

const DAY_MS = 86_400_000;

/** JSON escapes control characters, so texts without an escape hold none. */
const ANY_TEXT = String.raw`"[^"\\]*"`;
const TEXT = String.raw`"([^"\\]*)"`;
const COUNT = "(?:0|[1-9][0-9]{0,14})";
/** An object of texts and plain values. */
const FLAT = String.raw`\{(?:\}|[^"{}[\]]*(?:${ANY_TEXT}[^"{}[\]]*)*\})`;

const HEAD = new RegExp(
  String.raw`\{"actor":${FLAT},"approvals":\{("asked":${COUNT},"denied":${COUNT},"given":${COUNT})\},` +
    String.raw`"blobs":\[([^\]\\]*)\],"captured_at":${TEXT},"channel":${ANY_TEXT},"duration_ms":(${COUNT}),` +
    String.raw`("record":${TEXT},"run":${ANY_TEXT},"schema":"sdetkit\.envelope/v1","status":${ANY_TEXT}),"steps":\[`,
  "y",
);
const STEP = new RegExp(
  String.raw`\{"action":${TEXT},"approval":(?:null|${FLAT}),"duration_ms":(${COUNT}),"id":${ANY_TEXT},` +
    String.raw`"status":${TEXT},"volatile":${FLAT},"worker":(?:null|${TEXT})\},?`,
  "y",
);
const TAIL = new RegExp(
  String.raw`\],("task":${ANY_TEXT},"template":(?:null|\{"digest":${ANY_TEXT},"id":${ANY_TEXT},"version":${ANY_TEXT}\})),"tool":${FLAT}\}$`,
  "y",
);
const CLOSING = "]".charCodeAt(0);

/**
 * Reads the canonical JSON of an ordinary envelope: about three times as fast as parsing it. Null for everything that is
 * out of the ordinary (escaped text, nested values, fractions, another order, U+FFFD), which has to be parsed. The envelope
 * begins at `from`.
 */
export function readLeaf(leaf: string, seq: number, from = 0): LeafTexts | null {
  HEAD.lastIndex = from;
  const head = HEAD.exec(leaf);
  // Bytes that are not UTF-8 read as U+FFFD: where one is, texts do not tell.
  if (head === null || leaf.includes("\ufffd")) return null;
  const actions: Group[] = [];
  const workers: Group[] = [];
  let at = HEAD.lastIndex;
  while (leaf.charCodeAt(at) !== CLOSING) {
    STEP.lastIndex = at;
    const step = STEP.exec(leaf);
    if (step === null) return null;
    const [, action, duration, status, worker] = step;
    count(actions, action!, status === "succeeded" || status === "skipped" ? 0 : 1, duration!);
    if (worker !== undefined) count(workers, worker, 0, duration!);
    at = STEP.lastIndex;
  }
  TAIL.lastIndex = at;
  const tail = TAIL.exec(leaf);
  const captured = Date.parse(head[3]!);
  if (tail === null || Number.isNaN(captured)) return null;
  const prefix = `${seq}"`;
  let [action, worker] = ["", ""];
  for (const { name, count, failed, duration } of actions) action += `${prefix}${name}"${count} ${failed} ${duration}"`;
  for (const { name, count, duration } of workers) worker += `${prefix}${name}"${count} ${duration}"`;
  return {
    runs: `${prefix}${captured} ${Math.floor(captured / DAY_MS)} ${head[4]} ${head[1]}${head[5]}${tail[1]}`,
    actions: action,
    workers: worker,
    record: head[6]!,
    blobs: head[2]!,
  };
}

/** Steps of one name. */
interface Group {
  readonly name: string;
  count: number;
  failed: number;
  /** As it is written while there is one step. */
  duration: string | number;
}

/** Adds a step to the groups, which are kept in the order of their names. */
function count(groups: Group[], name: string, failed: number, duration: string): void {
  let at = groups.length;
  for (; at > 0 && groups[at - 1]!.name >= name; at--) {
    const group = groups[at - 1]!;
    if (group.name !== name) continue;
    group.count++;
    group.failed += failed;
    group.duration = Number(group.duration) + Number(duration);
    return;
  }
  const group = { name, count: 1, failed, duration };
  if (at === groups.length) groups.push(group);
  else groups.splice(at, 0, group);
}
