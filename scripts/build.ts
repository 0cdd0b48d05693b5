import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import config from "../packages/cli/tsdown.config.ts";
import "./schemas.ts";

/** Builds what is published as `sdetkit`: the bundle, the editors' schemas, the built-in templates, the licence and the README. */
const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

// Built aside and then put in place, so that a build that fails, or one beside another, never leaves half a program.
const aside = root(`packages/cli/dist-${process.pid}`);
try {
  mkdirSync(`${aside}/templates`, { recursive: true });
  cpSync(root("templates/automations"), `${aside}/templates`, { recursive: true });
  await build({ ...config, outDir: `${aside}/dist`, config: false });
  for (const name of ["templates", "dist"]) {
    rmSync(root(`packages/cli/${name}`), { recursive: true, force: true });
    renameSync(`${aside}/${name}`, root(`packages/cli/${name}`));
  }
  copyFileSync(root("LICENSE"), root("packages/cli/LICENSE"));
  copyFileSync(root("README.md"), root("packages/cli/README.md"));
} finally {
  rmSync(aside, { recursive: true, force: true });
}
