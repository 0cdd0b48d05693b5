import { copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import config from "../packages/cli/tsdown.config.ts";

/** Builds what is published as `sdetkit`: the bundle, the built-in templates, the licence and the README. */
const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

rmSync(root("packages/cli/templates"), { recursive: true, force: true });
mkdirSync(root("packages/cli/templates"), { recursive: true });
cpSync(root("templates/automations"), root("packages/cli/templates"), { recursive: true });
copyFileSync(root("LICENSE"), root("packages/cli/LICENSE"));
copyFileSync(root("README.md"), root("packages/cli/README.md"));
await build({ ...config, config: false });
