import type { RepositoryRule } from "../rule.ts";

const ENV_FILE = /(^|\/)\.env(\.(local|production|prod|development|dev|staging))?$/;

export const envFile: RepositoryRule = {
  kind: "repository",
  id: "env-file",
  title: "No .env file is part of the repository",
  category: "security",
  severity: "warning",
  profiles: ["strict"],
  help: "A .env file holds the settings of one machine, often passwords that no scanner knows by shape. Ignore it, and keep a .env.example without values.",
  check: async (repository) =>
    repository.files
      .filter(({ path }) => ENV_FILE.test(path))
      .map(({ path }) => ({
        path,
        line: null,
        column: null,
        context: "env file",
        message:
          "Expected local settings to be ignored, found them among the repository's files. Add the name to .gitignore and keep a .env.example without values.",
      })),
};
