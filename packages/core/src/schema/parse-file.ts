import type { z } from "zod";
import type { Checked, Place } from "../diagnostic/diagnostic.ts";
import { Findings } from "../diagnostic/findings.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import { isNothing, TreeReader } from "../yaml/tree-reader.ts";
import type { Tree } from "../yaml/yaml-tree.ts";
import { elementOf, fileName, shapeOf } from "./file-schema.ts";
import { pathInFile, reportIssue, type Spot } from "./report-issue.ts";

/**
 * Reads a YAML file that a zod schema describes; names of two words are `max_steps` in the file and `maxSteps` in the program. A key that
 * is left out, or has nothing behind it, has its default. What is wrong is said all at once, each at its place. Never throws.
 *
 * @param file for diagnostics.
 * @param what names the whole, for messages: `the settings`.
 */
export function parseFile<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  what: string,
): Checked<z.output<S>> {
  const findings = new Findings(file);
  const { tree } = readYaml(text, findings);
  if (!tree) return findings.checked<z.output<S>>(null);
  const spots = new Map<string, Spot>();
  const value = isNothing(tree) ? {} : new ValueReader(findings, spots, what).read(tree, schema, []);
  const parsed = schema.safeParse(value);
  for (const issue of firstOfEach(parsed.error?.issues ?? [])) reportIssue(issue, spots, what, findings);
  return findings.checked(parsed.success ? parsed.data : null);
}

/** The first issue of each path: zod continues to measure what is not even of the right type. */
function firstOfEach(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ path }) => {
    const key = pathInFile(path);
    return !seen.has(key) && seen.add(key);
  });
}

/** Reads a tree into values under the names of the program, and notes where each is. Unknown keys are findings, and left out. */
class ValueReader {
  private readonly reader: TreeReader;
  private readonly spots: Map<string, Spot>;
  private readonly what: string;

  constructor(findings: Findings, spots: Map<string, Spot>, what: string) {
    this.reader = new TreeReader(findings);
    this.spots = spots;
    this.what = what;
  }

  read(tree: Tree, schema: z.core.$ZodType | null, path: readonly PropertyKey[]): unknown {
    this.spots.set(pathInFile(path), { tree, schema });
    if (tree.kind === "scalar") {
      if (typeof tree.value === "string" && tree.value.includes("${{")) this.refuseExpression(path, tree.place);
      return tree.value;
    }
    if (tree.kind === "list") {
      const element = schema && elementOf(schema);
      // A list where none is expected is refused as a whole, and so is a map: what lies in it does not matter.
      return element ? tree.items.map((item, index) => this.read(item, element, [...path, index])) : [];
    }
    const shape = schema && shapeOf(schema);
    return shape ? this.fields(tree, shape, path) : {};
  }

  private fields(
    { entries }: Tree & { kind: "map" },
    shape: NonNullable<ReturnType<typeof shapeOf>>,
    path: readonly PropertyKey[],
  ): object {
    const what = path.length === 0 ? this.what : `\`${pathInFile(path)}\``;
    const names = new Map(Object.keys(shape).map((name) => [fileName(name), name]));
    const absent = [...names.keys()].filter((key) => !entries.some((entry) => entry.key === key));
    const values: { [name: string]: unknown } = {};
    for (const { key, keyPlace, value } of entries) {
      const name = names.get(key);
      if (name === undefined) this.reader.unknownKey(key, keyPlace, what, absent, [...names.keys()]);
      else if (!isLeftOut(value, shape[name]!)) values[name] = this.read(value, shape[name]!, [...path, name]);
    }
    return values;
  }

  private refuseExpression(path: readonly PropertyKey[], place: Place): void {
    this.reader.findings.error(
      "expression-not-allowed",
      place,
      `expected a constant for \`${pathInFile(path)}\`, got an expression`,
      "write the value itself: it is read before anything runs",
    );
  }
}

/** Whether nothing is behind a key; a `null` that is written out is a value where the schema takes it. */
function isLeftOut(tree: Tree, schema: z.core.$ZodType): boolean {
  const writtenOut = tree.place.length > 1;
  return isNothing(tree) && !(writtenOut && (schema as z.ZodType).safeParse(null).success);
}
