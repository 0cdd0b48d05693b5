import { expect, it } from "vitest";
import { findingsIn } from "../testing/findings-in.ts";
import { envFile } from "./env-file.ts";

it.each([
  ".env",
  "apps/web/.env",
  ".env.local",
  ".env.production",
  ".env.development",
  ".env.dev",
  ".env.staging",
  ".env.qa",
  ".env.production.local",
  ".env.development.local",
  ".env.test.local",
  ".env.local.production",
  ".env.keys",
  ".env.backup",
  ".env.bak",
  ".env.old",
  ".env~",
  ".env_prod",
  ".env-local",
  ".ENV",
])("finds %s", async (path) => {
  expect(await findingsIn(envFile, { [path]: "A=b" })).toMatchObject([{ path }]);
});

it.each([
  ".env.example",
  ".env.sample",
  ".env.template",
  ".env.dist",
  ".env.defaults",
  ".env.schema",
  ".env.local.example",
  ".env.production.sample",
  ".env.example.md",
  ".env.vault",
  ".env.enc",
  ".env.test",
  ".env.ci",
  ".env.d.ts",
  ".env.ts",
  ".env.json",
  ".envrc",
  ".environment",
  "env",
  ".env/bin/activate",
  "src/dotenv",
])("leaves %s alone", async (path) => {
  expect(await findingsIn(envFile, { [path]: "A=b" })).toEqual([]);
});
