import { z } from "zod";
import { SETTINGS_VARIABLES } from "./load-settings.ts";
import { bareOf, fileName, settingsSchema, shapeOf } from "./settings-schema.ts";

/** One key of `server.yaml`, for people. */
interface SettingRow {
  readonly key: string;
  readonly value: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** The table of docs/reference/server-config.md, from the schema that the file is checked with. Markdown. */
export function settingsTable(): string {
  const variables = new Map(Object.entries(SETTINGS_VARIABLES).map(([variable, key]) => [key as string, variable]));
  const lines = rowsOf(settingsSchema, []).map(({ key, value, fallback, meaning }) => {
    const variable = variables.get(key);
    return `| \`${key}\` | ${value} | ${fallback} | ${meaning}${variable ? ` Also \`${variable}\`.` : ""} |`;
  });
  return ["| key | value | default | meaning |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

/** A JSON Schema (draft-07) for `server.yaml`, for editors. */
export function settingsJsonSchema(): object {
  const schema = z.toJSONSchema(settingsSchema, { io: "input", target: "draft-07" });
  return { title: "sdetkit server settings", ...(renamed(schema) as object) };
}

function rowsOf(schema: z.core.$ZodType, path: readonly string[]): SettingRow[] {
  const shape = shapeOf(schema);
  if (shape !== null) return Object.entries(shape).flatMap(([name, inner]) => rowsOf(inner, [...path, fileName(name)]));
  const meta = (schema as z.ZodType).meta() as { description?: string; shown?: string } | undefined;
  const fallback =
    schema instanceof z.ZodDefault ? `\`${JSON.stringify(schema.def.defaultValue)}\`` : (meta?.shown ?? "");
  const meaning = meta?.description ?? "";
  return [{ key: path.join("."), value: wordsFor(schema), fallback, meaning }];
}

function wordsFor(schema: z.core.$ZodType): string {
  const bare = bareOf(schema);
  if (bare instanceof z.ZodEnum) return bare.options.map((option) => `\`${option}\``).join(", ");
  if (bare instanceof z.ZodLiteral) return [...bare.values].map((value) => `\`${String(value)}\``).join(", ");
  if (bare instanceof z.ZodArray) return "list of text";
  if (bare instanceof z.ZodBoolean) return "`true` or `false`";
  if (bare instanceof z.ZodNumber) {
    const kind = bare.format === "safeint" ? "whole number" : "number";
    return `${kind}, ${bare.minValue} to ${bare.maxValue}`;
  }
  return "text";
}

/** The schema with the names that the file has. */
function renamed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(renamed);
  if (typeof node !== "object" || node === null) return node;
  const { shown: _, properties, required, ...rest } = node as { [key: string]: unknown };
  const renaming = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [fileName(key), renamed(inner)]));
  return {
    ...Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        key === "default" && isMap(value) ? renaming(value) : renamed(value),
      ]),
    ),
    ...(properties === undefined ? {} : { properties: renaming(properties as object) }),
    ...(required === undefined ? {} : { required: (required as string[]).map(fileName) }),
  };
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
