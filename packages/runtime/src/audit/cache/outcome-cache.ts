import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { hashing } from "../../platform/hashing.ts";
import { RULES_VERSION } from "../registry.ts";
import type { Rule } from "../rule.ts";
import type { FileOutcome } from "../types.ts";

/** So many audits are remembered, the latest ones; more bytes than this are not written for one of them. */
const MOST_FILES = 32;
const MOST_BYTES = 64 * 1024 * 1024;
const SUFFIX = ".json";

/**
 * What rules said of files, by what they were asked: content, path, rules and their version. An answer that is found is the one that asking
 * again would give, so a cache changes how long an audit takes, and nothing else.
 */
export interface OutcomeCache {
  get(key: string): FileOutcome | undefined;
  put(key: string, outcome: FileOutcome): void;
  /** Keeps what this audit used, and forgets the rest. A folder that cannot be written to is no error. */
  save(): void;
}

/**
 * Opens the cache of one workspace and one set of rules.
 * @param folder where caches lie; made for its owner alone, and not used where others can write.
 */
export function openOutcomeCache(folder: string, root: string, rules: readonly Rule[]): OutcomeCache {
  const scope = JSON.stringify([root, RULES_VERSION, programStamp(), rules.map(({ id }) => id)]);
  const file = join(folder, `${hashing.hex(scope)}${SUFFIX}`);
  const known = isOwn(folder) ? read(file) : new Map<string, FileOutcome>();
  const used = new Map<string, FileOutcome>();
  let isChanged = false;
  return {
    get(key) {
      const outcome = known.get(key);
      if (outcome) used.set(key, outcome);
      return outcome;
    },
    put(key, outcome) {
      used.set(key, outcome);
      isChanged = true;
    },
    save() {
      if (isChanged || used.size < known.size) write(folder, file, used);
    },
  };
}

/** What is asked about a file, as a key. */
export function outcomeKey(path: string, conflictMarkerSize: number, data: Uint8Array): string {
  return hashing.hex(`${path}\0${conflictMarkerSize}\0${hashing.hex(data)}`);
}

/** Tells one build of the program from another, also where nobody raised the version of the rules: names, sizes and times of its files. */
function programStamp(): string {
  const folder = dirname(import.meta.filename);
  const files = readdirSync(folder).sort();
  return files
    .map((name) => `${name} ${statSync(join(folder, name)).size} ${statSync(join(folder, name)).mtimeMs}`)
    .join("\n");
}

/** Whoever can write there could say what an audit found. */
function isOwn(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

function read(file: string): Map<string, FileOutcome> {
  try {
    const { empty, found } = JSON.parse(readFileSync(file, "utf8")) as Stored;
    return new Map([...empty.map((key) => [key, NOTHING] as const), ...found]);
  } catch {
    // None yet, or one that was cut off: it is made again.
    return new Map();
  }
}

/** Most files have nothing to tell: of those only the key is kept. */
interface Stored {
  readonly empty: readonly string[];
  readonly found: readonly (readonly [key: string, outcome: FileOutcome])[];
}

const NOTHING: FileOutcome = { findings: [], skipped: [], omitted: [], scanned: true };

function isNothing({ findings, skipped, omitted, scanned }: FileOutcome): boolean {
  return findings.length + skipped.length + omitted.length === 0 && scanned;
}

function write(folder: string, file: string, used: ReadonlyMap<string, FileOutcome>): void {
  const all = [...used].sort(([a], [b]) => (a < b ? -1 : 1));
  const stored: Stored = {
    empty: all.filter(([, outcome]) => isNothing(outcome)).map(([key]) => key),
    found: all.filter(([, outcome]) => !isNothing(outcome)),
  };
  try {
    const text = JSON.stringify(stored);
    if (text.length > MOST_BYTES) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOwn(folder)) return;
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, text, { mode: 0o600, flag: "wx" });
    chmodSync(temporary, 0o600);
    renameSync(temporary, file);
    forgetOldest(folder);
  } catch {
    // Read-only or full: the next audit reads all again.
  }
}

function forgetOldest(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of files.slice(MOST_FILES)) rmSync(path, { force: true });
}
