import type { FileRule } from "../../packages/runtime/src/audit/rule.ts";
import { secretsRules } from "../../packages/runtime/src/audit/secrets/rules.ts";
import { textFile } from "../../packages/runtime/src/audit/text-file.ts";
import { createPace } from "../../packages/runtime/src/platform/pace.ts";
import { readScannerExamples, type ScannerExample } from "./scanner-examples.ts";

/**
 * Measures the rules about secrets against the examples of public scanners: `node bench/secrets/secrets.ts CHECKOUT... [--show RULE]`, each
 * the root of a checkout of gitleaks or betterleaks. Nothing of theirs is kept.
 */
const SEED = 20_261_201;
const pace = createPace(new AbortController().signal);
const fileRules = secretsRules.filter((rule): rule is FileRule => rule.kind === "file");

/** The kinds of secret that the rules find in an example, as their messages name them. */
async function kindsIn({ path, text }: ScannerExample): Promise<readonly string[]> {
  const file = textFile({ path, bytes: text.length }, text);
  const found: string[] = [];
  for (const rule of fileRules) {
    if (rule.applies?.(path) === false) continue;
    for await (const { message } of rule.check(file, pace))
      found.push(/\((?<kind>[\w-]+)\)/.exec(message)?.groups?.["kind"] ?? rule.id);
  }
  return found;
}

interface Row {
  found: number;
  positives: number;
  flagged: number;
  /** What is negative for this rule, and by its form another secret: a token of another kind or vendor. */
  other: number;
  negatives: number;
  readonly kinds: Set<string>;
  readonly missed: string[];
  readonly wrong: string[];
}

const args = process.argv.slice(2);
const shown = args.includes("--show") ? args.splice(args.indexOf("--show"), 2)[1] : undefined;
for (const checkout of args) {
  const { examples, failed } = readScannerExamples(checkout, SEED);
  const rows = new Map<string, Row>();
  const rowOf = (rule: string): Row => {
    const row = rows.get(rule) ?? {
      found: 0,
      positives: 0,
      flagged: 0,
      other: 0,
      negatives: 0,
      kinds: new Set(),
      missed: [],
      wrong: [],
    };
    rows.set(rule, row);
    return row;
  };
  for (const example of examples.filter(({ positive }) => positive)) {
    const row = rowOf(example.rule);
    const kinds = await kindsIn(example);
    row.positives++;
    // What any name gives away has the meaning of their rule for any name, and of no vendor's.
    for (const kind of kinds)
      if (kind !== "secret-assignment" || example.rule === "generic-api-key") row.kinds.add(kind);
    if (kinds.length > 0) row.found++;
    else row.missed.push(example.text);
  }
  for (const example of examples.filter(({ positive }) => !positive)) {
    const row = rowOf(example.rule);
    const kinds = await kindsIn(example);
    row.negatives++;
    if (kinds.length === 0) continue;
    // The scanner asks one rule alone: what is found by a kind that none of its positives has is no answer to that question.
    const same = kinds.filter((kind) => row.kinds.has(kind));
    if (same.length > 0) row.flagged++;
    else row.other++;
    row.wrong.push(`${same.length > 0 ? "flagged" : "other  "} ${kinds.join(" | ")} <- ${example.text}`);
  }
  const total = (pick: (row: Row) => number) => [...rows.values()].reduce((sum, row) => sum + pick(row), 0);
  const percent = (part: number, whole: number) => `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
  console.log(`\n${checkout}: ${examples.length} examples of ${rows.size} rules, ${failed.length} not understood`);
  for (const [rule, row] of rows) {
    if (row.found === row.positives && row.flagged === 0) continue;
    console.log(
      `  ${rule.padEnd(44)} found ${row.found}/${row.positives}  flagged ${row.flagged}/${row.negatives}${row.other > 0 ? `, other secrets ${row.other}` : ""}`,
    );
    if (shown !== undefined && (shown === "all" || rule === shown)) {
      for (const text of [...new Set(row.missed)].slice(0, 4))
        console.log(`      missed   ${JSON.stringify(text.slice(0, 230))}`);
      for (const text of row.wrong.slice(0, 8)) console.log(`      ${JSON.stringify(text.slice(0, 230))}`);
    }
  }
  const complete = [...rows.values()].filter(({ positives }) => positives > 0);
  console.log(
    `  positives found ${total((row) => row.found)}/${total((row) => row.positives)} (${percent(
      total((row) => row.found),
      total((row) => row.positives),
    )}); ` +
      `negatives flagged ${total((row) => row.flagged)}/${total((row) => row.negatives)} (${percent(
        total((row) => row.flagged),
        total((row) => row.negatives),
      )}); ` +
      `rules with at least one positive found ${complete.filter(({ found }) => found > 0).length}/${complete.length}`,
  );
}
