import { z } from "zod";
import type { DiagnosticCode } from "../diagnostic/catalogue.ts";
import type { Findings } from "../diagnostic/findings.ts";
import { excerpt } from "../text/excerpt.ts";
import { formatPath } from "../text/format-path.ts";
import { nearest } from "../text/nearest.ts";
import { describeTree, quoteHint, type Tree } from "../yaml/yaml-tree.ts";
import { expectedValue } from "./expected-value.ts";
import { bareOf, fileName, fileNotes } from "./file-schema.ts";

type Issue = z.core.$ZodIssue;

/** A value of a file: where it is, and what it is held to; null below what the schema knows. */
export interface Spot {
  readonly tree: Tree;
  readonly schema: z.core.$ZodType | null;
}

/** What a refinement of a file schema says of a mismatch; its message is a whole sentence. Goes into `params` of a custom issue. */
export interface MismatchParams {
  readonly code: DiagnosticCode;
  readonly hint: string;
}

/** A path of the program as the file and its diagnostics write it: `policy.budgets.max_steps`, `policy.write[0]`. */
export function pathInFile(path: readonly PropertyKey[]): string {
  return formatPath(path.map((part) => (typeof part === "string" ? fileName(part) : part)));
}

/** Turns what zod says of a value into a finding at its place. `spots` are by `pathInFile`; `what` names the whole file. */
export function reportIssue(issue: Issue, spots: ReadonlyMap<string, Spot>, what: string, findings: Findings): void {
  const name = issue.path.length === 0 ? what : `\`${pathInFile(issue.path)}\``;
  const spot = spots.get(pathInFile(issue.path));
  if (spot === undefined) {
    const above = spots.get(pathInFile(issue.path.slice(0, -1)))?.tree.place ?? { line: 1, column: 1, length: 1 };
    const key = fileName(String(issue.path.at(-1)));
    findings.error("missing-key", above, `expected ${name}, got none`, `add \`${key}: …\``);
    return;
  }
  const { tree } = spot;
  // It was reported as one, and whatever else is wrong with it follows from that.
  if (tree.kind === "scalar" && typeof tree.value === "string" && tree.value.includes("${{")) return;
  const { code, message, hint } = wordMismatch(issue, spot, name);
  findings.error(code, tree.place, message, hint);
}

interface Mismatch {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint: string;
}

function wordMismatch(issue: Issue, { tree, schema }: Spot, name: string): Mismatch {
  const number = schema && numberWords(schema);
  const message = `expected ${number ?? expectedValue(issue) ?? issue.message} for ${name}, got ${describeTree(tree)}`;
  switch (issue.code) {
    case "invalid_type": {
      const code = isNumber(tree) && issue.expected === "int" ? "invalid-value" : "wrong-type";
      return { code, message, hint: number ? `write ${number}, without quotes` : typeHint(issue.expected, tree) };
    }
    case "too_small":
    case "too_big": {
      const most = issue.code === "too_big";
      if (most && tree.kind === "list") {
        const entries = `expected at most ${issue.maximum} entries in ${name}, got ${tree.items.length}`;
        return { code: "too-many", message: entries, hint: "remove some" };
      }
      return { code: "invalid-value", message, hint: number ? numberHint(most) : textHint(most) };
    }
    case "invalid_value": {
      const values = issue.values.map(String);
      const one = oneOf(values);
      const near = tree.kind === "scalar" && typeof tree.value === "string" ? nearest(tree.value, values) : null;
      return {
        code: "invalid-value",
        message: `expected ${one} for ${name}, got ${describeTree(tree)}`,
        hint: near ? `did you mean \`${near}\`?` : `write ${one}`,
      };
    }
    case "custom": {
      const { code, hint } = (issue.params ?? {}) as Partial<MismatchParams>;
      if (code && hint) return { code, message: `in ${name}: ${issue.message}`, hint };
      return { code: "invalid-value", message, hint: "write it this way" };
    }
    default: {
      const mismatch = schema && (fileNotes.get(schema) ?? fileNotes.get(bareOf(schema)))?.mismatch;
      return { code: mismatch?.code ?? "invalid-value", message, hint: mismatch?.hint ?? "write it this way" };
    }
  }
}

function isNumber(tree: Tree): boolean {
  return tree.kind === "scalar" && typeof tree.value === "number";
}

function typeHint(expected: string, tree: Tree): string {
  switch (expected) {
    case "string":
      return quoteHint(tree);
    case "boolean":
      return "write `true` or `false`, without quotes";
    case "array":
      return listHint(tree);
    default:
      return "indent `key: value` lines under it";
  }
}

/** What is written as one text, as the list that was probably meant. */
function listHint(tree: Tree): string {
  if (tree.kind !== "scalar" || typeof tree.value !== "string") return "write `[a, b]`, or lines that begin with `- `";
  const words = tree.value.trim().split(/\s+/);
  return `write each word by itself: [${words.map((word) => excerpt(word)).join(", ")}]`;
}

function textHint(tooLong: boolean): string {
  return tooLong ? "shorten it" : "write a text here";
}

function numberHint(tooLarge: boolean): string {
  return tooLarge ? "choose a smaller one" : "choose a larger one";
}

/** A number with its bounds, in words; null for anything else. */
function numberWords(schema: z.core.$ZodType): string | null {
  const bare = bareOf(schema);
  if (!(bare instanceof z.ZodNumber)) return null;
  const { minValue, maxValue, format } = bare;
  return `${format === "safeint" ? "a whole number" : "a number"} from ${minValue} to ${maxValue}`;
}

function oneOf(values: readonly string[]): string {
  const words = values.map((value) => `\`${value}\``);
  return words.length === 1 ? words[0]! : `one of ${words.join(", ")}`;
}
