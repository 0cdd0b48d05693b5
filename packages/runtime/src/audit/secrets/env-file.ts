import type { RepositoryRule } from "../rule.ts";

/** `.env` and what dotenv tools read beside it (`.env.production.local`), also as editors leave it (`.env~`, `.env.bak`). */
const ENV_FILE = /(?:^|\/)\.env(?:[._-][^/]*)?~?$/i;
/** What shows the names without the values, what holds the values encrypted, and what everybody's tests share. */
const SHARED =
  /\.env[._-](?:[^/]*[._-])?(?:examples?|samples?|templates?|tmpl|tpl|dist|defaults?|schema|vault|enc|encrypted|gpg|age|sops|j2|erb|mustache|md)$|\.env\.(?:tests?|testing|ci)$/i;
/** What is read as code or as documentation, and is named after such files. */
const CODE = /\.(?:d\.ts|[cm]?[jt]sx?|py|rb|go|sh|ps1|json|ya?ml|toml|txt|html?)$/i;

export const envFile: RepositoryRule = {
  kind: "repository",
  id: "env-file",
  title: "No .env file is part of the repository",
  category: "secrets",
  severity: "warning",
  securitySeverity: 5.0,
  profiles: ["strict"],
  protects:
    "A .env file holds the settings of one machine, often passwords that no scanner knows by shape; so does every variant of it, such as .env.production.local, and .env.keys holds the keys of the encrypted ones.",
  fix: "Add the name to .gitignore, take the file out of git (`git rm --cached`), replace the passwords in it, and keep a .env.example without values.",
  examples: [
    {
      name: "settings of production",
      found: { ".env.production": "DB_PASSWORD=correct-horse\n" },
      repaired: { ".env.example": "DB_PASSWORD=\n" },
    },
  ],
  check: async (repository) =>
    repository.files
      .filter(({ path }) => isLocal(path))
      .map(({ path }) => ({
        path,
        line: null,
        column: null,
        context: "env file",
        message:
          "Expected local settings to be ignored, found them among the repository's files. Add the name to .gitignore and keep a .env.example without values.",
      })),
};

function isLocal(path: string): boolean {
  return ENV_FILE.test(path) && !SHARED.test(path) && !CODE.test(path);
}
