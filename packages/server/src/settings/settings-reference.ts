import { fileJsonSchema, keyRows } from "@sdetkit/core";
import { SETTINGS_VARIABLES } from "./load-settings.ts";
import { settingsSchema } from "./settings-schema.ts";

/** The table of docs/reference/server-config.md, from the schema that the file is checked with. Markdown. */
export function settingsTable(): string {
  const variables = new Map(Object.entries(SETTINGS_VARIABLES).map(([variable, key]) => [key as string, variable]));
  const lines = keyRows(settingsSchema).map(({ key, value, fallback, meaning }) => {
    const variable = variables.get(key);
    return `| \`${key}\` | ${value} | ${fallback} | ${meaning}${variable ? ` Also \`${variable}\`.` : ""} |`;
  });
  return ["| key | value | default | meaning |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

/** A JSON Schema (draft-07) for `server.yaml`, for editors. */
export function settingsJsonSchema(): object {
  return fileJsonSchema(settingsSchema, "sdetkit server settings");
}
