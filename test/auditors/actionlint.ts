import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Case, Expectation } from "./zizmor.ts";

/** Kinds of its checks that other programs make. */
const OTHER_PROGRAMS = new Set(["pyflakes", "shellcheck"]);

/** Reads the test data of a checkout of actionlint: workflows with the errors that they should give, and clean ones. */
export function actionlintCases(checkout: string): readonly Case[] {
  return [...singleFiles(checkout), ...projects(checkout)];
}

function singleFiles(checkout: string): readonly Case[] {
  const files = globSync("testdata/{err,examples,ok}/*.yaml", { cwd: checkout }).sort();
  return files.flatMap((file) => {
    const out = join(checkout, file.replace(/\.yaml$/, ".out"));
    const clean = file.startsWith("testdata/ok/");
    if (!clean && !existsSync(out)) return [];
    return {
      name: file.replace("testdata/", ""),
      path: `.github/workflows/${basename(file)}`,
      text: readFileSync(join(checkout, file), "utf8"),
      beside: file.startsWith("testdata/examples/")
        ? textsBelow(join(checkout, "testdata/examples/.github"), ".github/")
        : {},
      expected: clean ? [] : expectationsIn(readFileSync(out, "utf8"), "test"),
      silent: clean ? [{ rule: "any", strict: false }] : [],
    };
  });
}

/** Whole repositories: their workflows lie in `workflows`, which is `.github/workflows` here. Those with settings of actionlint are left out. */
function projects(checkout: string): readonly Case[] {
  const root = join(checkout, "testdata/projects");
  return globSync("*.out", { cwd: root })
    .sort()
    .flatMap((out) => {
      const name = out.replace(/\.out$/, "");
      const files = textsBelow(join(root, name), "");
      if ("actionlint.yaml" in files) return [];
      const placed = Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          path.replace(/^(?:workflows|reusable)\//, ".github/workflows/"),
          text.replaceAll(/\.\/(?:workflows|reusable)\//g, "./.github/workflows/"),
        ]),
      );
      return Object.keys(files)
        .filter((path) => path.startsWith("workflows/"))
        .flatMap((path) => {
          const own = path.replace("workflows/", ".github/workflows/");
          const { [own]: text = "", ...beside } = placed;
          const expected = expectationsIn(
            readFileSync(join(root, out), "utf8"),
            basename(path).replace(/\.ya?ml$/, ""),
          );
          return {
            name: `projects/${name}/${path}`,
            path: own,
            text,
            beside,
            expected,
            silent: expected.length === 0 ? [{ rule: "any", strict: false }] : [],
          };
        });
    });
}

function textsBelow(folder: string, prefix: string): { readonly [path: string]: string } {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(files.map((path) => [prefix + path, readFileSync(join(folder, path), "utf8")]));
}

/** Lines such as `test.yaml:3:5: message [kind]`, or the same as an expression between slashes. */
function expectationsIn(out: string, file: string): readonly Expectation[] {
  return out.split(/\n|(?=test\.yaml:\d)/).flatMap((line) => {
    if (!new RegExp(`^/?(?:workflows/)?${file}\\\\?\\.`).test(line.trim())) return [];
    const found =
      /[\w-]+\\?\.ya?ml:(?<line>\d+):\d+: (?<message>.*?)\s*\\?\[\(?(?:[\w-]+\|)*(?<rule>[\w-]+)\)?\\?\]\/?$/.exec(
        line.trim(),
      );
    const { line: at, rule = "", message = "" } = found?.groups ?? {};
    if (!found || OTHER_PROGRAMS.has(rule)) return [];
    return { rule, line: Number(at), message };
  });
}
