import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";
import manifest from "./package.json" with { type: "json" };

/**
 * Threads are started with `new Worker(new URL("./NAME.js", import.meta.url))`; each is an entry of its own here, at the top
 * of `dist`, where the chunk that starts it looks for it.
 */
const threads: { readonly [name: string]: string } = {
  "query-worker": "../runtime/src/history/query-worker.ts",
  "verify-worker": "../runtime/src/history/verify/verify-worker.ts",
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const installed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];
const isInstalled = (id: string) => installed.some((name) => id === name || id.startsWith(`${name}/`));

/**
 * The server with core and runtime, which are not published, and with what is many small files: a server whose hundreds of
 * modules are read one by one starts twice as late. Outside stays what npm installs beside it.
 */
export default defineConfig({
  cwd: here("."),
  entry: {
    index: here("./src/index.ts"),
    client: here("./src/client/index.ts"),
    ...Object.fromEntries(Object.entries(threads).map(([name, source]) => [name, here(source)])),
  },
  format: "esm",
  platform: "node",
  target: "node24",
  outDir: here("./dist"),
  clean: true,
  dts: false,
  fixedExtension: false,
  hash: false,
  alias: { yaml: here("../../node_modules/yaml/browser/dist/index.js") },
  deps: { alwaysBundle: (id) => !isInstalled(id), onlyBundle: false },
  // What the CLI loads late to start sooner, a server has from the beginning.
  checks: { ineffectiveDynamicImport: false },
  logLevel: "warn",
});
