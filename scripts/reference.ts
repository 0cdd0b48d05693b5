import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { registry } from "../packages/cli/src/commands/registry.ts";
import { cliReference } from "../packages/cli/src/reference/cli-reference.ts";

/** Writes the generated pages of docs/reference. A test holds them to be current. */
const folder = fileURLToPath(new URL("../docs/reference/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}cli.md`, cliReference(registry));
