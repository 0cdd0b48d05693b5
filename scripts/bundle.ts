import { fileURLToPath } from "node:url";
import type { UserConfig } from "tsdown";
import { notices } from "./notices.ts";

/**
 * Threads are started with `new Worker(new URL("./NAME.js", import.meta.url))`; each is an entry of its own, at the top of
 * `dist`, where the chunk that starts it looks for it.
 */
const THREADS: { readonly [name: string]: string } = {
  "query-worker": "packages/runtime/src/history/query-worker.ts",
  "verify-worker": "packages/runtime/src/history/verify/verify-worker.ts",
};

/** The absolute path of a file of this repository. */
export const root = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * What the published bundles have in common: core and runtime, which are not published, are part of each, with their threads.
 * @param entry sources by the name of the bundle's file, relative to the repository: what is called, and further threads.
 */
export function bundle(folder: string, entry: { readonly [name: string]: string }) {
  const entries = Object.entries({ ...entry, ...THREADS }).map(([name, source]) => [name, root(source)]);
  return {
    cwd: root(folder),
    entry: Object.fromEntries(entries),
    format: "esm",
    platform: "node",
    target: "node24",
    outDir: root(`${folder}/dist`),
    clean: true,
    dts: false,
    fixedExtension: false,
    hash: false,
    // The same code as modules instead of CommonJS: what nobody calls is left out.
    alias: { yaml: root("node_modules/yaml/browser/dist/index.js") },
    plugins: [notices],
    logLevel: "warn",
  } satisfies UserConfig;
}
