import { type Checked, type Diagnostic, Findings, nearest, readYaml } from "@sdetkit/core";
import type { z } from "zod";
import { fileName, type RawSettings, settingsSchema, shapeOf } from "./settings-schema.ts";

type Tree = NonNullable<ReturnType<typeof readYaml>["tree"]>;
type Place = Diagnostic["place"];

/** A key in the tree with its place. */
interface Spot {
  readonly value: unknown;
  readonly place: Place;
}

/** Reads `server.yaml`. A key that is left out has its default. `file` is for diagnostics. Never throws. */
export function parseSettings(file: string, text: string): Checked<RawSettings> {
  const findings = new Findings(file);
  const { tree } = readYaml(text, findings);
  if (!tree) return findings.checked<RawSettings>(null);
  const spots = new Map<string, Spot>();
  const value = isNothing(tree) ? {} : namesOfProgram(tree, settingsSchema, "", "the settings", findings, spots);
  const parsed = settingsSchema.safeParse(value);
  for (const issue of parsed.error?.issues ?? []) report(issue, spots, findings);
  return findings.checked(parsed.success ? parsed.data : null);
}

/** The values of a tree under the names of the program, and where each stands. Unknown keys are findings, and left out. */
function namesOfProgram(
  tree: Tree,
  schema: z.core.$ZodType,
  path: string,
  what: string,
  findings: Findings,
  spots: Map<string, Spot>,
): unknown {
  if (tree.kind === "scalar") return note(spots, path, tree.place, tree.value);
  if (tree.kind === "list") {
    const items = tree.items.map((item, i) => namesOfProgram(item, schema, `${path}.${i}`, what, findings, spots));
    return note(spots, path, tree.place, items);
  }
  const shape = shapeOf(schema);
  const names = new Map(Object.keys(shape ?? {}).map((name) => [fileName(name), name]));
  const entries = tree.entries.flatMap(({ key, keyPlace, value }) => {
    const name = names.get(key);
    if (shape === null) return [[key, null] as const];
    if (name === undefined) {
      const near = nearest(key, [...names.keys()]);
      const hint = near ? `did you mean \`${near}\`?` : `there is ${[...names.keys()].join(", ")}`;
      findings.error("unknown-key", keyPlace, `expected a key of ${what}, got \`${key.slice(0, 60)}\``, hint);
      return [];
    }
    const below = path === "" ? name : `${path}.${name}`;
    // A key without a value is as good as no key, where there is a default; `null` is a value where the schema has it.
    if (isNothing(value) && value.place.length <= 1) return [];
    return [[name, namesOfProgram(value, shape[name]!, below, `\`${fileName(below)}\``, findings, spots)] as const];
  });
  return note(spots, path, tree.place, Object.fromEntries(entries));
}

function note(spots: Map<string, Spot>, path: string, place: Place, value: unknown): unknown {
  spots.set(path, { value, place });
  return value;
}

function isNothing(tree: Tree): boolean {
  return tree.kind === "scalar" && tree.value === null;
}

function report(issue: z.core.$ZodIssue, spots: Map<string, Spot>, findings: Findings): void {
  const path = issue.path.map(String);
  const spot = spots.get(path.join("."));
  const name = `\`${fileName(path.join("."))}\``;
  if (spot === undefined) {
    const above = spots.get(path.slice(0, -1).join(".")) ?? { place: { line: 1, column: 1, length: 1 } };
    const key = fileName(path.at(-1) ?? "");
    findings.error("missing-key", above.place, `expected ${name}, got none`, `add \`${key}: …\``);
    return;
  }
  const { expected, hint, wrongType } = wordIssue(issue);
  const got = describe(spot.value);
  findings.error(
    wrongType ? "wrong-type" : "invalid-value",
    spot.place,
    `expected ${expected} for ${name}, got ${got}`,
    hint,
  );
}

const TYPES: { readonly [type: string]: readonly [expected: string, hint: string] } = {
  string: ["a text", "put quotes around it"],
  boolean: ["true or false", "write `true` or `false`, without quotes"],
  number: ["a number", "write a number, without quotes"],
  int: ["a whole number", "write a whole number, without quotes"],
  array: ["a list", "write `[a, b]`, or lines that begin with `- `"],
  object: ["a map (`key: value` lines)", "indent `key: value` lines under it"],
};

function wordIssue(issue: z.core.$ZodIssue): { expected: string; hint: string; wrongType?: true } {
  switch (issue.code) {
    case "invalid_type": {
      const [expected, hint] = TYPES[issue.expected] ?? [issue.expected, "write another value"];
      return { expected, hint, wrongType: true };
    }
    case "too_small":
      return { expected: `at least ${issue.minimum}${unitOf(issue.origin)}`, hint: "choose a larger one" };
    case "too_big":
      return { expected: `at most ${issue.maximum}${unitOf(issue.origin)}`, hint: "choose a smaller one" };
    case "invalid_value": {
      const values = issue.values.map((value) => `\`${String(value)}\``);
      const one = values.length === 1 ? values[0]! : `one of ${values.join(", ")}`;
      return { expected: one, hint: `write ${one}` };
    }
    default:
      return { expected: issue.message, hint: "write it so" };
  }
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

function describe(value: unknown): string {
  if (typeof value === "string") return `the text "${value.slice(0, 60)}"`;
  if (typeof value === "number") return `the number ${value}`;
  if (value === null) return "nothing";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a map";
  return String(value);
}
