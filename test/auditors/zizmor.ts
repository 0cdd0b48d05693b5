import { globSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/** What an auditor expects of one file. */
export interface Expectation {
  /** The auditor's name of its rule. */
  readonly rule: string;
  /** 0: nowhere in particular. */
  readonly line: number;
  readonly message?: string;
}

/** A file of an auditor's test data with what it expects there. */
export interface Case {
  /** Names the case in tables; unique. */
  readonly name: string;
  /** Where the file would lie in a repository. */
  readonly path: string;
  readonly text: string;
  /** The other files of the repository. */
  readonly beside: { readonly [path: string]: string };
  readonly expected: readonly Expectation[];
  /** Rules that find nothing in the file; `strict`: not even in the auditor's most talkative mode. */
  readonly silent: readonly { readonly rule: string; readonly strict: boolean }[];
}

const DATA = "crates/zizmor/tests/integration/test-data";
const AUDITS = "crates/zizmor/tests/integration/audit";

/** Reads the test data of a checkout of zizmor: the snapshots in its integration tests say what each file should give. */
export function zizmorCases(checkout: string): readonly Case[] {
  const found = new Map<string, { expected: Map<string, Expectation>; silent: Map<string, boolean> }>();
  for (const file of globSync("*.rs", { cwd: join(checkout, AUDITS) }).sort()) {
    const rule = ruleOf(basename(file, ".rs"));
    for (const { input, findings, strict } of snapshotsIn(readFileSync(join(checkout, AUDITS, file), "utf8"))) {
      const whole = join(checkout, DATA, input);
      const inputs = statSync(whole).isDirectory() ? globSync("**/*.{yml,yaml}", { cwd: whole }) : [""];
      for (const each of inputs) {
        const name = join(input, each);
        const known = found.get(name) ?? { expected: new Map(), silent: new Map() };
        found.set(name, known);
        const here = findings.filter(({ path }) => join(input, path) === name);
        for (const one of here) known.expected.set(`${one.rule}:${one.line}`, one);
        // A comment that silences the rule makes the file clean, not its content.
        const silenced = readFileSync(join(checkout, DATA, name), "utf8").includes(`ignore[${rule}]`);
        if (findings.length === 0 && !silenced) known.silent.set(rule, strict || known.silent.get(rule) === true);
      }
    }
  }
  return [...found]
    .map(([name, { expected, silent }]) => ({
      name,
      path: placeOf(name),
      text: readFileSync(join(checkout, DATA, name), "utf8"),
      beside: {},
      expected: [...expected.values()],
      silent: [...silent]
        .map(([rule, strict]) => ({ rule, strict }))
        .filter(({ rule }) => ![...expected.values()].some((each) => each.rule === rule)),
    }))
    .filter(({ path }) => path !== "");
}

interface Snapshot {
  readonly input: string;
  /** Whether the run asks for everything. */
  readonly strict: boolean;
  readonly findings: readonly (Expectation & { readonly path: string })[];
}

/** The runs of a test file with one input and no configuration of their own. */
function* snapshotsIn(source: string): Generator<Snapshot> {
  for (const part of source.split("assert_snapshot!(").slice(1)) {
    const snapshot = /@r?(?<hashes>#*)"(?<body>.*?)"\k<hashes>\s*\)/s.exec(part);
    if (!snapshot) continue;
    const head = part.slice(0, snapshot.index);
    const inputs = [...head.matchAll(/input_under_test\(\s*"(?<name>[^"]+)"\s*,?\s*\)/g)];
    const configured = /\.config\(|--config|min-severity|min-confidence/.test(head);
    if (inputs.length !== 1 || configured) continue;
    const body = snapshot.groups?.["body"] ?? "";
    const findings = [
      ...body.matchAll(
        /^\s*(?:error|warning|help|info)\[(?<rule>[\w-]+)\][^\n]*\n\s*-->\s*@@INPUT@@\/?(?<path>[^\s:]*):(?<line>\d+):/gm,
      ),
    ].map(({ groups }) => ({
      rule: groups?.["rule"] ?? "",
      path: groups?.["path"] ?? "",
      line: Number(groups?.["line"]),
    }));
    if (/fatal:|failed to/.test(body) && findings.length === 0) continue;
    yield { input: inputs[0]?.groups?.["name"] ?? "", findings, strict: /pedantic|auditor/.test(head) };
  }
}

function ruleOf(file: string): string {
  return file.replaceAll("_", "-");
}

/** What zizmor asks GitHub: whether a commit, tag or branch exists, what it points to, what an advisory says of a commit. */
const ONLINE: { readonly [rule: string]: RegExp } = {
  "impostor-commit": /./,
  "known-vulnerable-actions": /./,
  "ref-confusion": /./,
  "stale-action-refs": /./,
};

/** Whether only a question to GitHub can tell. */
export function onlineOnly(name: string, rule: string): boolean {
  return ONLINE[rule]?.test(name) ?? false;
}

/** Workflows lie flat in the test data; the others have the names that GitHub knows them by. */
function placeOf(name: string): string {
  const base = basename(name);
  if (/^action\.ya?ml$/.test(base)) return `case/${base}`;
  if (/^dependabot\.ya?ml$/.test(base)) return `.github/${base}`;
  if (base.startsWith(".pre-commit-config")) return base;
  return /\.ya?ml$/.test(base) ? `.github/workflows/${base}` : "";
}
