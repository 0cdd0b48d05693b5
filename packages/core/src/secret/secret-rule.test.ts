import { describe, expect, it } from "vitest";
import { isOrdinary, isSecretName, mentionsSecret } from "./secret-rule.ts";

describe("names", () => {
  it.each([
    ...[
      "GITHUB_TOKEN",
      "TOKEN1",
      "TOKEN_2",
      "npm_config__authToken",
      "DB_PASSWORD",
      "DB_PASSWORD1",
      "dbPassword",
      "PGPASSWORD",
    ],
    ...[
      "SSHPASS",
      "MYSQL_PWD",
      "DB_PASS",
      "LDAP_BIND_PW",
      "GPG_PASSPHRASE",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_ACCESS_KEY_ID",
    ],
    ...[
      "MYAPIKEY",
      "API_KEY_V2",
      "SECRET_KEY_BASE",
      "SSH_PRIVATE_KEY",
      "GOOGLE_CREDENTIALS",
      "GITHUB_PAT",
      "SENTRY_DSN",
    ],
    ...["AZURE_STORAGE_CONNECTION_STRING", "SESSION_COOKIE", "AUTH_SALT", "CI_JOB_JWT", "REGISTRY_AUTH"],
  ])("%s holds a secret", (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    ...[
      "TOKEN_TYPE",
      "SSH_AUTH_SOCK",
      "DB_PASSWORD_FILE",
      "SECRET_NAME",
      "AUTH_URL",
      "TOKEN_EXPIRES",
      "AUTH_USER",
      "KEY_LENGTH1",
    ],
  ])("%s only says something about one", (name) => {
    expect([isSecretName(name), mentionsSecret(name)]).toEqual([false, true]);
  });

  it.each([
    ...[
      "HOME",
      "PWD",
      "OLDPWD",
      "KEYBOARD",
      "MONKEY",
      "BYPASS",
      "COMPASS",
      "SSH_ASKPASS",
      "PATH",
      "PATTERN",
      "AUTHOR",
      "",
    ],
  ])("%j has nothing to do with one", (name) => expect(mentionsSecret(name)).toBe(false));
});

describe("values", () => {
  it.each([
    ...[
      "postgres",
      "production",
      "Development",
      "REQUIRED",
      "true",
      "admin",
      "administrator",
      "пароль",
      "  disabled \n",
    ],
    ...[
      "5432",
      "123456789",
      "2026-12-01",
      "v16.2.1",
      "abc",
      "******",
      "xxxxxxxxxxxxxxxxxxxx",
      "ababababab",
      "GITHUB_TOKEN",
    ],
    ...["/run/secrets/db", "/tmp/ssh-XXabc123/agent.4711", "~/keys/deploy.json", "C:\\keys\\a1.json", "[redacted]", ""],
  ])("%j is ordinary", (value) => expect(isOrdinary(value)).toBe(true));

  it.each([
    ...[
      "hunter2hunter",
      "tok1tok1tok1",
      "opensesame77",
      "swordfish99",
      "value-one",
      "pass-word",
      "passWord",
      "PostgreSQL",
    ],
    ...[
      "abcdefghijklmnop",
      "1234567890",
      "correct horse battery",
      "/k3yBase64+ab=",
      "wJalrXUtnFEMI",
      "日本語のパスワード",
    ],
  ])("%j is not", (value) => expect(isOrdinary(value)).toBe(false));
});
