import { compilePattern } from "../pattern/safe-pattern.ts";
import { isNothing, type TreeReader } from "../yaml/tree-reader.ts";
import { describeTree, isShownOtherwise, quoteHint, type Tree, type TreeEntry, treeToJson } from "../yaml/yaml-tree.ts";
import { inputProblem } from "./input-value.ts";
import type { InputSpec, InputType } from "./model.ts";
import { NAME } from "./names.ts";

const TYPES: readonly InputType[] = ["string", "number", "boolean", "enum", "list"];
const MAX_INPUTS = 100;

/**
 * Reads `inputs`. Besides the long form an input may be just its default (`depth: 3`) or nothing (`target:`), which is a
 * text that has to be given. The type follows from the default; an input without a default is required unless it says no.
 */
export function readInputs(tree: Tree, reader: TreeReader): { readonly [name: string]: InputSpec } {
  const entries = reader.named(tree, "`inputs`", NAME, MAX_INPUTS) ?? [];
  const inputs: [string, InputSpec][] = [];
  for (const entry of entries) {
    const input = entry.value.kind === "map" ? readLong(entry, reader) : readShort(entry, reader);
    if (input) inputs.push([entry.key, input]);
  }
  return Object.fromEntries(inputs);
}

function readShort({ key, keyPlace, value }: TreeEntry, reader: TreeReader): InputSpec | null {
  if (isNothing(value)) return { type: "string", required: true, description: "", place: keyPlace };
  if (value.kind === "scalar" && !reader.keepsWriting(value, `the default of input \`${key}\``)) return null;
  const type = typeOf(value);
  const input: InputSpec = { type, default: treeToJson(value), required: false, description: "", place: keyPlace };
  return checkDefault(input, value, `input \`${key}\``, reader);
}

function readLong({ key, keyPlace, value }: TreeEntry, reader: TreeReader): InputSpec | null {
  const what = `input \`${key}\``;
  const fields = reader.fields(value, what, {
    required: [],
    optional: ["type", "default", "required", "description", "pattern", "enum"],
  });
  if (!fields) return null;
  const given = (name: string) => fields.get(name);
  const written = given("type");
  const fallback = given("default");
  const words = given("enum");
  const type = written
    ? reader.word(written, `\`type\` of ${what}`, TYPES)
    : words && fallback?.kind !== "list"
      ? "enum"
      : fallback
        ? typeOf(fallback)
        : "string";
  const description = given("description");
  const required = given("required");
  const pattern = given("pattern");
  const isRequired = required ? reader.boolean(required, `\`required\` of ${what}`) : fallback === undefined;
  const patternText = pattern ? readPattern(pattern, what, type, reader) : undefined;
  const enumWords = words ? readEnum(words, what, type, reader) : undefined;
  const descriptionText = description ? reader.text(description, `\`description\` of ${what}`, { max: 2_000 }) : "";
  if (type === "enum" && !words) {
    reader.findings.error(
      "missing-key",
      value.place,
      `expected \`enum\` in ${what} of type enum, got none`,
      "add `enum: [a, b]` with the allowed words",
    );
    return null;
  }
  if (fallback?.kind === "scalar" && !written && !words && !reader.keepsWriting(fallback, `the default of ${what}`))
    return null;
  if (fallback && type === "number" && isShownOtherwise(fallback)) {
    reader.findings.warning(
      "wrong-type",
      fallback.place,
      `the default of ${what} is a number: ${fallback.written} is read as ${fallback.value}`,
      `write ${fallback.value}; for the text, \`type: string\` and "${fallback.written}"`,
    );
  }
  if (fallback && isRequired) {
    reader.findings.warning(
      "required-default",
      required!.place,
      `${what} is required and has a default`,
      "remove one of the two",
    );
  }
  if (type === null || isRequired === null || patternText === null || enumWords === null || descriptionText === null)
    return null;
  const input: InputSpec = {
    type,
    ...(fallback ? { default: treeToJson(fallback) } : {}),
    required: isRequired,
    description: descriptionText,
    ...(patternText === undefined ? {} : { pattern: patternText }),
    ...(enumWords === undefined ? {} : { enum: enumWords }),
    place: keyPlace,
  };
  return fallback ? checkDefault(input, fallback, what, reader) : input;
}

function checkDefault(input: InputSpec, tree: Tree, what: string, reader: TreeReader): InputSpec | null {
  if (JSON.stringify(input.default).includes("${{")) {
    reader.findings.error(
      "expression-not-allowed",
      tree.place,
      `expected a constant as default of ${what}, got an expression`,
      "use the expression where the input is used",
    );
    return null;
  }
  if (tree.kind === "map") {
    reader.findings.error(
      "default-mismatch",
      tree.place,
      `default of ${what} (${input.type}): expected a single value or a list, got a map`,
      "write a text, number, true, false, or a list of texts",
    );
    return null;
  }
  const odd = oddIn(tree, input.type);
  const problem = odd
    ? {
        message: `${odd === tree ? "" : "in the list: "}expected a text, got ${describeTree(odd)}`,
        hint: quoteHint(odd),
      }
    : inputProblem(input, input.default ?? null);
  if (!problem) return input;
  reader.findings.error(
    "default-mismatch",
    tree.place,
    `default of ${what} (${input.type}): ${problem.message}`,
    problem.hint,
  );
  return null;
}

/** The first number, true or false where the type asks for texts. */
function oddIn(tree: Tree, type: InputType): Tree | undefined {
  const texts =
    type === "list" && tree.kind === "list" ? tree.items : type === "string" || type === "enum" ? [tree] : [];
  return texts.find((each) => each.kind === "scalar" && each.written !== undefined);
}

function readPattern(tree: Tree, what: string, type: InputType | null, reader: TreeReader): string | null {
  if (type !== null && type !== "string" && type !== "list") {
    return reader.invalid(
      tree.place,
      `expected \`pattern\` only with type string or list, got it in ${what} of type ${type}`,
      "remove the pattern, or change the type",
    );
  }
  const text = reader.text(tree, `\`pattern\` of ${what}`);
  if (text === null) return null;
  const pattern = compilePattern(text);
  if ("test" in pattern) return text;
  reader.findings.error(
    "invalid-pattern",
    tree.place,
    `\`pattern\` of ${what}, at character ${pattern.offset + 1}: ${pattern.message}`,
    "use literals, classes, groups, | and * + ? {n,m}",
  );
  return null;
}

function readEnum(tree: Tree, what: string, type: InputType | null, reader: TreeReader): readonly string[] | null {
  if (type === "number" || type === "boolean") {
    return reader.invalid(
      tree.place,
      `expected \`enum\` only with type enum, string or list, got it in ${what} of type ${type}`,
      "remove it, or change the type",
    );
  }
  const words = reader.texts(tree, `\`enum\` of ${what}`, 200, { max: 200 });
  if (words && words.length === 0)
    return reader.invalid(tree.place, `expected at least one word in \`enum\` of ${what}`, "list the allowed words");
  if (words && new Set(words).size < words.length) {
    return reader.invalid(tree.place, `expected each word of \`enum\` of ${what} once`, "remove the repeated one");
  }
  return words;
}

function typeOf(tree: Tree): InputType {
  if (tree.kind === "list") return "list";
  const value = tree.kind === "scalar" ? tree.value : null;
  return typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "string";
}
