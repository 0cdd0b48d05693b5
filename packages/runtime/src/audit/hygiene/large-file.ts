import type { RepositoryRule } from "../rule.ts";

const LIMIT = 10 * 1024 * 1024;

export const largeFile: RepositoryRule = {
  kind: "repository",
  id: "large-file",
  title: "No file is larger than 10 MiB",
  category: "hygiene",
  severity: "warning",
  profiles: ["strict"],
  protects: "git keeps every version of a file for ever, so each clone carries each version of a large one.",
  fix: "Keep it in Git LFS, in a release, or in a package registry.",
  examples: [
    {
      name: "a recording of 40 MB",
      found: { "demo.mp4": { bytes: 40_000_000 } },
      repaired: { "demo.mp4": { bytes: 130 } },
    },
  ],
  check: async (repository) =>
    repository.files
      .filter(({ bytes }) => bytes > LIMIT)
      .map(({ path, bytes }) => ({
        path,
        line: null,
        column: null,
        context: "large file",
        message: `Expected at most ${LIMIT} bytes, found ${bytes}. Move the file to Git LFS, a release or a package registry, or ignore it.`,
      })),
};
