import { z } from "zod";
import { fileName, fileNotes, shapeOf } from "./file-schema.ts";

/** The dotted names of all keys of a file, as the file writes them, and `""` for the file itself. */
export type Comments = { readonly [key: string]: readonly string[] };

/**
 * The text of a YAML file that says every default of its schema, commented.
 *
 * @param values by section, under the names of the program; they stand in the place of defaults.
 * @param comments stand in the place of the schema's own.
 */
export function renderFile(schema: z.ZodType<object>, values: object = {}, comments: Comments = {}): string {
  const head = commentLines(comments[""] ?? commentOf(schema), "");
  const lines = renderMap(schema, merge(schema.parse({}), values), comments, []);
  return `${[...head, ...lines].join("\n")}\n`;
}

function renderMap(
  schema: z.core.$ZodType,
  values: { readonly [name: string]: unknown },
  comments: Comments,
  path: readonly string[],
): string[] {
  const indent = "  ".repeat(path.length);
  const fields = Object.entries(shapeOf(schema) ?? {})
    .filter(([name]) => values[name] !== undefined)
    .map(([name, inner]) => {
      const key = [...path, fileName(name)];
      const comment = comments[key.join(".")] ?? commentOf(inner);
      return { key, name, inner, comment };
    });
  const spaced = fields.some(({ comment }) => comment.length > 0);
  return fields.flatMap(({ key, name, inner, comment }, index) => [
    ...(spaced && index > 0 ? [""] : []),
    ...commentLines(comment, indent),
    ...renderField(`${indent}${fileName(name)}:`, inner, values[name], comments, key, comment.length > 0),
  ]);
}

/** `roomy`: whether a list has a line for each entry. */
function renderField(
  start: string,
  schema: z.core.$ZodType,
  value: unknown,
  comments: Comments,
  path: readonly string[],
  roomy: boolean,
): string[] {
  if (shapeOf(schema) !== null && value !== null)
    return [start, ...renderMap(schema, value as { [name: string]: unknown }, comments, path)];
  if (Array.isArray(value) && value.length > 0 && roomy)
    return [start, ...value.map((item) => `${"  ".repeat(path.length)}- ${flow(item)}`)];
  return [`${start} ${flow(value)}`];
}

function commentOf(schema: z.core.$ZodType): readonly string[] {
  const comment = fileNotes.get(schema)?.comment ?? [];
  return comment === true ? [z.globalRegistry.get(schema)?.description ?? ""] : comment;
}

function commentLines(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => `${indent}# ${line}`);
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  return typeof value === "string" && PLAIN.test(value) ? value : JSON.stringify(value);
}

/** Texts that YAML reads as the same text without quotes. */
const PLAIN = /^(?!(?:true|false|null)$|[-.]*\d|-?\.(?:inf|nan)$)(?=.*[a-z])[a-z.-][a-z0-9_./-]*$/i;

function merge(base: object, over: object): { readonly [name: string]: unknown } {
  const merged: { [name: string]: unknown } = Object.fromEntries(Object.entries(base));
  for (const [name, value] of Object.entries(over)) {
    const section = typeof value === "object" && value !== null && !Array.isArray(value);
    merged[name] = section ? merge(merged[name] as object, value as object) : value;
  }
  return merged;
}
