import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";

/**
 * Threads are started with `new Worker(new URL("./NAME.ts", import.meta.url))` in the sources; each is an entry of its own
 * here, at the top of `dist`, where the chunk that starts it looks for it.
 */
const threads: { readonly [name: string]: string } = {
  "verify-worker": "../runtime/src/history/verify/verify-worker.ts",
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Commander loads `node:child_process` for subcommands that are programs of their own. There are none here, and loading it
 * costs more than all of the parsing.
 */
const withoutSubprograms = {
  name: "without-subprograms",
  resolveId: (id: string, importer: string | undefined) =>
    id === "node:child_process" && importer?.includes("/node_modules/commander/") ? "\0no-subprograms" : null,
  load: (id: string) => (id === "\0no-subprograms" ? "export default {};" : null),
};

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
  plugins: [withoutSubprograms],
  deps: { alwaysBundle: [/^[^.]/], onlyBundle: false },
  logLevel: "warn",
});
