import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { build, type UserConfig } from "tsdown";
import cli from "../packages/cli/tsdown.config.ts";
import server from "../packages/server/tsdown.config.ts";
import { root } from "./bundle.ts";
import "./schemas.ts";

/**
 * Builds what is published: `sdetkit` with its bundle, the editors' schemas, the built-in templates, and `@sdetkit/server`
 * with its bundle; each with the licence, the CLI with the repository's README as well.
 */
await publishable("cli", cli, (aside) => {
  cpSync(root("templates/automations"), `${aside}/templates`, { recursive: true });
  return ["templates", "dist"];
});
copyFileSync(root("README.md"), root("packages/cli/README.md"));
await publishable("server", server, () => ["dist"]);

/** Built aside and then put in place, so that a build that fails, or one beside another, never leaves half a program. */
async function publishable(
  name: string,
  config: UserConfig,
  prepare: (aside: string) => readonly string[],
): Promise<void> {
  const aside = root(`packages/${name}/dist-${process.pid}`);
  try {
    mkdirSync(aside, { recursive: true });
    const parts = prepare(aside);
    await build({ ...config, outDir: `${aside}/dist`, config: false });
    for (const part of parts) {
      rmSync(root(`packages/${name}/${part}`), { recursive: true, force: true });
      renameSync(`${aside}/${part}`, root(`packages/${name}/${part}`));
    }
    copyFileSync(root("LICENSE"), root(`packages/${name}/LICENSE`));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
