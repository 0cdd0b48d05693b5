import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configJsonSchema, templateJsonSchema } from "../packages/core/src/index.ts";
import { actionSpecs } from "../packages/runtime/src/action/registry.ts";
import { settingsJsonSchema } from "../packages/server/src/settings/settings-reference.ts";

/**
 * Writes the JSON Schemas that editors complete and check templates, config.yaml and server.yaml with. With `--check` it writes nothing
 * and fails when one of them is not what it would write.
 */
const folder = fileURLToPath(new URL("../packages/cli/schemas/", import.meta.url));
const schemas = {
  "template.schema.json": templateJsonSchema(actionSpecs),
  "config.schema.json": configJsonSchema(),
  "server.schema.json": settingsJsonSchema(),
};

mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.argv.includes("--check")) check(name, text);
  else writeFileSync(`${folder}${name}`, text);
}

function check(name: string, text: string): void {
  if (readFileSync(`${folder}${name}`, "utf8") === text) return;
  console.error(`packages/cli/schemas/${name} is not current: run \`npm run schemas\` and commit it`);
  process.exitCode = 1;
}
