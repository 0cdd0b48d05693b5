import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";
import { quickBuiltins } from "./build/quick-builtins.ts";

/**
 * Threads are started with `new Worker(new URL("./NAME.ts", import.meta.url))` in the sources; each is an entry of its own
 * here, at the top of `dist`, where the chunk that starts it looks for it.
 */
const threads: { readonly [name: string]: string } = {
  "query-worker": "../runtime/src/history/query-worker.ts",
  "verify-worker": "../runtime/src/history/verify/verify-worker.ts",
};

const COMMON =
  /packages\/cli\/src\/(terminal\/(text|console|harmless|width|render|wrap)|error-answer|commands\/(server-options|run-options|repeated))\.ts$|packages\/core\/src\/(fault|exit-code)\.ts$/;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** One program: the CLI with core, runtime and every dependency, so that the published package depends on nothing. */
export default defineConfig({
  cwd: here("."),
  entry: {
    main: here("./src/main.ts"),
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
  plugins: [quickBuiltins],
  alias: {
    // The same code as modules instead of CommonJS: what nobody calls is left out.
    yaml: here("../../node_modules/yaml/browser/dist/index.js"),
    // Of the server package, only what calls a server; the package itself is loaded when somebody serves.
    "@sdetkit/server/client": here("../server/src/client/index.ts"),
  },
  // What every command loads is one file: each further one makes a short command later.
  outputOptions: { codeSplitting: { groups: [{ name: "common", test: COMMON }] } },
  deps: { alwaysBundle: [/^[^.]/], onlyBundle: false },
  logLevel: "warn",
});
