import { defineConfig } from "tsdown";
import { bundle } from "../../scripts/bundle.ts";
import manifest from "./package.json" with { type: "json" };

const installed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];
const isInstalled = (id: string) => installed.some((name) => id === name || id.startsWith(`${name}/`));

/**
 * The server with core and runtime, which are not published, and with what is many small files: a server whose hundreds of
 * modules are read one by one starts twice as late. Outside stays what npm installs beside it.
 */
export default defineConfig({
  ...bundle("packages/server", {
    index: "packages/server/src/index.ts",
    client: "packages/server/src/client/index.ts",
    "tree-worker": "packages/server/src/control/workspaces/tree-worker.ts",
  }),
  deps: { alwaysBundle: (id) => !isInstalled(id), onlyBundle: false },
  // What the CLI loads late to start sooner, a server has from the beginning.
  checks: { ineffectiveDynamicImport: false },
});
