import { defineConfig } from "tsdown";
import { bundle, root } from "../../scripts/bundle.ts";
import { quickBuiltins } from "./build/quick-builtins.ts";

const COMMON =
  /packages\/cli\/src\/(terminal\/(text|console|harmless|width|render|wrap)|views\/error-answer|options\/(server-options|run-options|repeated))\.ts$|packages\/core\/src\/diagnostic\/(fault|exit-code)\.ts$/;

const common = bundle("packages/cli", { main: "packages/cli/src/main.ts" });

/** One program: the CLI with core, runtime and every dependency, so that the published package depends on nothing. */
export default defineConfig({
  ...common,
  plugins: [...common.plugins, quickBuiltins],
  // Of the server package, only what calls a server; the package itself is loaded when somebody serves.
  alias: { ...common.alias, "@sdetkit/server/client": root("packages/server/src/client/index.ts") },
  // What every command loads is one file: each further one makes a short command later.
  outputOptions: { codeSplitting: { groups: [{ name: "common", test: COMMON }] } },
  deps: { alwaysBundle: [/^[^.]/], onlyBundle: false },
});
