import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { configJsonSchema, configText } from "../packages/core/src/config/config-file.ts";
import { templateJsonSchema } from "../packages/core/src/template/template-json-schema.ts";
import { actionSpecs } from "../packages/runtime/src/action/registry.ts";
import { settingsJsonSchema } from "../packages/server/src/settings/settings-reference.ts";

/**
 * Writes what follows from the schemas of templates, config.yaml and server.yaml: the JSON Schemas that editors complete and check them
 * with, and the config.yaml of a new workspace. With `--check` it writes nothing and fails when one of them is not what it would write.
 */
const files = {
  "packages/cli/schemas/template.schema.json": json(templateJsonSchema(actionSpecs)),
  "packages/cli/schemas/config.schema.json": json(configJsonSchema()),
  "packages/cli/schemas/server.schema.json": json(settingsJsonSchema()),
  "packages/core/src/config/default-config-text.ts": source(configText({}, {})),
};

for (const [name, text] of Object.entries(files)) {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  if (process.argv.includes("--check")) check(name, file, text);
  else writeFileSync(file, text);
}

function json(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function source(text: string): string {
  const escaped = text.replace(/[`\\]|\$\{/g, "\\$&");
  return `// Written by \`npm run schemas\` from config-schema.ts: a command that only compares or writes this text loads no zod.

/** The text of the \`config.yaml\` that \`init\` writes. */
export const DEFAULT_CONFIG_TEXT = \`${escaped}\`;
`;
}

function check(name: string, file: string, text: string): void {
  if (readFileSync(file, "utf8") === text) return;
  console.error(`${name} is not current: run \`npm run schemas\` and commit it`);
  process.exitCode = 1;
}
