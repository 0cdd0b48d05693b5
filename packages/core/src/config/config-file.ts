import type { Checked } from "../diagnostic/diagnostic.ts";
import type { JsonObject } from "../json/json.ts";
import { fileJsonSchema, type KeyRow, keyRows } from "../schema/file-reference.ts";
import { parseFile } from "../schema/parse-file.ts";
import { type Comments, renderFile } from "../schema/render-file.ts";
import type { Config } from "./config.ts";
import { configSchema } from "./config-schema.ts";

/**
 * Reads `config.yaml`. A key that is left out has the value of the default configuration; an empty list allows nothing.
 * `file` is for diagnostics. Never throws.
 */
export function parseConfig(file: string, text: string): Checked<Config> {
  return parseFile(file, text, configSchema, "the configuration");
}

/** A part of a configuration. */
type Part<T> = { readonly [K in keyof T]?: T[K] extends readonly unknown[] ? T[K] : Part<T[K]> };

/** A commented `config.yaml` with exactly the default values, but for those that are given. */
export function configText(values: Part<Config>, comments: Comments): string {
  return renderFile(configSchema, values, comments);
}

/** Every key of `config.yaml`, for the reference. */
export function configRows(): readonly KeyRow[] {
  return keyRows(configSchema);
}

/** A JSON Schema (draft-07) for `config.yaml`, for editors. */
export function configJsonSchema(): JsonObject {
  return fileJsonSchema(configSchema, "sdetkit configuration");
}
