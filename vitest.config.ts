import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** For the projects whose tests start servers: none is left when they are over. */
const RUN_FOLDER = "test/harness/run-folder.ts";
const server = (path: string) => fileURLToPath(new URL(`packages/server/src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    // The package's own exports are what is built; here its sources are meant, as for the compiler (tsconfig.base.json).
    alias: [
      { find: /^@sdetkit\/server\/client$/, replacement: server("client/index.ts") },
      { find: /^@sdetkit\/server$/, replacement: server("index.ts") },
    ],
  },
  test: {
    isolate: false,
    // The end-to-end tests wait for processes most of the time: one worker a core, where the default leaves one core out.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: ["packages/server/**"],
        },
      },
      // The server's unit tests, with one PostgreSQL for all of them.
      {
        extends: true,
        test: {
          name: "server",
          include: ["packages/server/src/**/*.test.ts"],
          globalSetup: [RUN_FOLDER, "packages/server/src/storage/database/testing/test-postgres.ts"],
        },
      },
      // The real CLI in temporary folders: it is built first.
      {
        extends: true,
        test: { name: "whole", include: ["test/**/*.test.ts"], globalSetup: [RUN_FOLDER, "test/harness/build-cli.ts"] },
      },
    ],
  },
});
