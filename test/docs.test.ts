import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { registry } from "../packages/cli/src/commands/registry.ts";
import { buildProgram } from "../packages/cli/src/program.ts";
import { parseConfig, parseTemplate } from "../packages/core/src/index.ts";
import { actionSpecs } from "../packages/runtime/src/action/registry.ts";
import { hashing } from "../packages/runtime/src/platform/hashing.ts";

const root = join(import.meta.dirname, "..");
const pages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", ...globSync("docs/**/*.md", { cwd: root }).sort()];
const textOf = (page: string) => readFileSync(join(root, page), "utf8");
/** Fenced blocks hold no links, and may hold text that looks like one. */
const withoutCode = (text: string) => text.replaceAll(/^```.*?^```$/gms, "").replaceAll(/`[^`\n]*`/g, "");

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/^#{1,6} (.+)$/gm)].map(([, title]) => title!);
  const slug = (title: string) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
  return new Set(headings.map(slug));
}

/** Relative links that lead to no file, or to no heading of it. */
function brokenLinks(page: string): string[] {
  const links = [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(textOf(target)).has(anchor);
  });
}

/** Command lines that begin with `sdetkit` and a word, as far as they name commands. */
function namedCommands(text: string): string[] {
  return [...text.matchAll(/(?:^|[\s`$(])sdetkit((?: +-C +\S+)?(?: +[a-z][a-z-]*)+)/gm)]
    .map(([, words]) => words!.replace(/^ +-C +\S+/, "").trim())
    .filter((words) => /^(agent|completion|templates|history|dashboard)\b/.test(words));
}

const groups = new Set(
  registry.flatMap(({ path }) => {
    const words = path.split(" ");
    return words.slice(0, -1).map((_, at) => words.slice(0, at + 1).join(" "));
  }),
);
const exists = (words: string) =>
  groups.has(words) || registry.some(({ path }) => words === path || words.startsWith(`${path} `));

/** What is wrong with whole templates and policies that a page shows. */
function wrongExamples(page: string): string[] {
  const examples = [...textOf(page).matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => yaml!);
  return examples
    .flatMap((text) => {
      if (/^(version|policy):/m.test(text)) return parseConfig(page, text).diagnostics;
      if (!text.startsWith("metadata:")) return [];
      return parseTemplate({ origin: "workspace", file: page, text }, { actions: actionSpecs, hashing }).diagnostics;
    })
    .map(({ message, place }) => `${place.line}: ${message}`);
}

const program = buildProgram(registry, "", { out() {}, error() {}, color: false, columns: 100 }, async () => undefined);

/** Options on command lines of a page that the command does not have. */
function unknownOptions(text: string): string[] {
  return [...text.matchAll(/\bsdetkit ([^|;>#`\n]*)/g)].flatMap(([, line]) => {
    let at = program as unknown as (typeof program.commands)[number];
    for (const word of line!
      .replace(/-C +\S+/, "")
      .trim()
      .split(/ +/)) {
      const next = at.commands.find((each) => each.name() === word);
      if (!next) break;
      at = next;
    }
    const known = [...at.options, ...program.options].map(({ long }) => long);
    const given = [...line!.matchAll(/(?<=\s)--[a-z][a-z-]*/g)].map(([option]) => option);
    return given.filter((option) => !["--help", ...known].includes(option)).map((option) => `${at.name()} ${option}`);
  });
}

/** npm scripts that a page names and package.json does not have. */
function unknownScripts(page: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = [...textOf(page).matchAll(/npm run ([a-z-]+)/g)].map(([, name]) => name!);
  return named.filter((name) => !Object.hasOwn(scripts, name));
}

describe.each(pages)("%s", (page) => {
  it("has links that lead somewhere", () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it("names only commands and options that exist", () => {
    expect(namedCommands(textOf(page)).filter((words) => !exists(words))).toEqual([]);
    expect(unknownOptions(textOf(page))).toEqual([]);
    expect(unknownScripts(page)).toEqual([]);
  });

  it("shows only templates and configurations that are valid", () => {
    expect(wrongExamples(page)).toEqual([]);
  });
});

/** File names and function names in the prose of docs/architecture.md that are nowhere in the sources. Upper case stands for a name to choose. */
function unknownNames(text: string): string[] {
  const options = { cwd: root, exclude: (path: string) => path.includes("node_modules") };
  const files = globSync("{packages,test}/**/*.{ts,js,txt}", options).map((file) => `/${file}`);
  const sources = globSync("packages/*/{src,bin}/**/*.ts", options).map((file) =>
    readFileSync(join(root, file), "utf8"),
  );
  const names = new Set(sources.flatMap((source) => source.match(/\w+/g) ?? []));
  const shown = [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/`([^`\n]+)`/g)].map(([, name]) => name!);
  return [...new Set(shown)].filter((name) => {
    if (/^[a-z][\w/.-]*\.ts$/.test(name))
      return !/FAMILY|NAME|NOUN|VERB/.test(name) && !files.some((file) => file.endsWith(`/${name}`));
    const called = /^(?:[a-zA-Z]+\.)?([a-z]+[A-Z]\w*)(?:\(.*\))?$/.exec(name);
    return called !== null && !names.has(called[1]!);
  });
}

it("names only files and functions in docs/architecture.md that are there", () => {
  expect(unknownNames(textOf("docs/architecture.md"))).toEqual([]);
  expect(unknownNames("`core/src/run/gait.ts`, `passGait`, `core/src/run/gate.ts`, `passGate`")).toEqual([
    "core/src/run/gait.ts",
    "passGait",
  ]);
});

it("looks at links and commands at all", () => {
  expect(namedCommands("$ sdetkit agent histroy list").filter((words) => !exists(words))).toHaveLength(1);
  expect(unknownOptions("$ sdetkit agent history verify --chekpoint x --json")).toEqual(["verify --chekpoint"]);
  expect(pages.flatMap((page) => namedCommands(textOf(page))).length).toBeGreaterThan(30);
});
