import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Case, Expectation } from "./zizmor.ts";

/** Kinds of its checks that other programs make. */
const OTHER_PROGRAMS = new Set(["pyflakes", "shellcheck"]);

/** Reads the test data of a checkout of actionlint: workflows with the errors that they should give, and clean ones. */
export function actionlintCases(checkout: string): readonly Case[] {
  const files = globSync("testdata/{err,examples,ok}/*.yaml", { cwd: checkout }).sort();
  return files.flatMap((file) => {
    const out = join(checkout, file.replace(/\.yaml$/, ".out"));
    const clean = file.startsWith("testdata/ok/");
    if (!clean && !existsSync(out)) return [];
    return {
      name: file.replace("testdata/", ""),
      path: `.github/workflows/${basename(file)}`,
      text: readFileSync(join(checkout, file), "utf8"),
      expected: clean ? [] : expectationsIn(readFileSync(out, "utf8")),
      silent: clean ? [{ rule: "any", strict: false }] : [],
    };
  });
}

/** Lines such as `test.yaml:3:5: message [kind]`, or the same as an expression between slashes. */
function expectationsIn(out: string): readonly Expectation[] {
  return out.split(/\n|(?=test\.yaml:\d)/).flatMap((line) => {
    const found = /test\\?\.yaml:(?<line>\d+):\d+: (?<message>.*?)\s*\\?\[(?<rule>[\w-]+)\\?\]\/?$/.exec(line.trim());
    const { line: at, rule = "", message = "" } = found?.groups ?? {};
    if (!found || OTHER_PROGRAMS.has(rule)) return [];
    return { rule, line: Number(at), message };
  });
}
