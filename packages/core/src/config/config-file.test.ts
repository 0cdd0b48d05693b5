import fc from "fast-check";
import { expect, test } from "vitest";
import { argvPatternProblem } from "../action/argv-pattern.ts";
import { configText, parseConfig } from "./config-file.ts";
import { configSchema } from "./config-schema.ts";
import { DEFAULT_CONFIG_TEXT } from "./default-config-text.ts";

const parse = (text: string) => parseConfig(".sdetkit/config.yaml", text);

test("the text that init writes means exactly the defaults, and so does a file that says nothing", () => {
  expect(parse(DEFAULT_CONFIG_TEXT)).toEqual({ ok: true, value: configSchema.parse({}), diagnostics: [] });
  for (const text of ["", "# nothing\n", "version: 1\n", "policy:\n", "policy: { write: }\n"])
    expect(parse(text)).toMatchObject({ ok: true, value: configSchema.parse({}) });
});

test("the generated text is what the schema says", () => {
  expect(DEFAULT_CONFIG_TEXT).toBe(configText({}, {}));
});

test("the default commands are usable patterns", () => {
  for (const words of configSchema.parse({}).policy.shell) expect(argvPatternProblem(words)).toBe(null);
});

test("what is written replaces the default, key by key; an empty list allows nothing", () => {
  const text =
    "sandbox: required\nworkers: 8\ntools: [/opt/tool]\npolicy:\n  write: [docs, .]\n  shell: []\n  network: true\n  env: [CI]\n  budgets: { max_steps: 5 }\n  approvals: { approvers: [ana], self: false }\n";
  expect(parse(text)).toEqual({
    ok: true,
    diagnostics: [],
    value: {
      version: 1,
      provider: "none",
      sandbox: "required",
      workers: 8,
      tools: ["/opt/tool"],
      policy: {
        write: ["docs", "."],
        shell: [],
        network: true,
        env: ["CI"],
        budgets: { maxSteps: 5, maxActions: 200 },
        approvals: { approvers: ["ana"], self: false },
      },
    },
  });
});

test.each<[string, string, string]>([
  ["verison: 1", "unknown-key", "1:1"],
  ["version: 2", "invalid-value", "1:10"],
  ["provider: openai", "invalid-value", "1:11"],
  ["sandbox: on", "invalid-value", "1:10"],
  ["workers: 0", "invalid-value", "1:10"],
  ['workers: "4"', "wrong-type", "1:10"],
  ["- a", "wrong-type", "1:1"],
  ["policy: all", "wrong-type", "1:9"],
  ["policy: { wirte: [] }", "unknown-key", "1:11"],
  ["policy: { write: [/etc] }", "invalid-path", "1:19"],
  ["policy: { write: [a, ../b] }", "invalid-path", "1:22"],
  ["policy: { write: [output:/x] }", "invalid-path", "1:19"],
  ["policy: { write: [~] }", "wrong-type", "1:19"],
  ["policy: { write: docs }", "wrong-type", "1:18"],
  ["policy: { shell: [git status] }", "wrong-type", "1:19"],
  ["policy: { shell: [[]] }", "invalid-argv-pattern", "1:19"],
  ["policy: { shell: [[...]] }", "invalid-argv-pattern", "1:20"],
  ["policy: { shell: [[<word>]] }", "invalid-argv-pattern", "1:20"],
  ["policy: { shell: [[git, <Path>]] }", "invalid-argv-pattern", "1:25"],
  ["policy: { shell: [[git, ..., x]] }", "invalid-argv-pattern", "1:25"],
  ["policy: { shell: [[git, 1]] }", "wrong-type", "1:25"],
  ['policy: { shell: [[git, ""]] }', "invalid-argv-pattern", "1:25"],
  ["policy: { network: yes }", "wrong-type", "1:20"],
  ["policy: { env: [A B] }", "invalid-id", "1:17"],
  ["policy: { budgets: { maxSteps: 3 } }", "unknown-key", "1:22"],
  ["policy: { budgets: { max_steps: 1.5 } }", "invalid-value", "1:33"],
  ["policy: { approvals: { self: 1 } }", "wrong-type", "1:30"],
  ["a: &a [*a]", "yaml-alias", "1:4"],
  ["version: 1\nversion: 1", "duplicate-key", "2:1"],
])("%s is refused as %s at %s", (text, code, place) => {
  const { ok, diagnostics } = parse(text);
  expect(ok).toBe(false);
  expect(diagnostics.map((found) => [found.code, `${found.place.line}:${found.place.column}`])).toContainEqual([
    code,
    place,
  ]);
  expect(diagnostics.every(({ hint, file }) => hint !== "" && file === ".sdetkit/config.yaml")).toBe(true);
});

test("a misspelt placeholder and key name what was meant", () => {
  expect(parse("policy: { shell: [[git, <itn>]] }").diagnostics[0]!.hint).toContain("<int>");
  expect(parse("policy: { wirte: [] }").diagnostics[0]!.hint).toContain("write");
});

test("whatever the text, the answer is a configuration or diagnostics", () => {
  const good = DEFAULT_CONFIG_TEXT;
  const mutated = fc
    .tuple(fc.nat(good.length), fc.nat(20), fc.string({ maxLength: 6 }))
    .map(([at, cut, put]) => good.slice(0, at) + put + good.slice(at + cut));
  fc.assert(
    fc.property(fc.oneof(mutated, fc.string(), fc.json()), (text) => {
      const result = parse(text);
      if (!result.ok) expect(result.diagnostics.length).toBeGreaterThan(0);
    }),
  );
});

test("takes folders with programs from anywhere but by a relative or climbing path", () => {
  const tools = (folder: string) => parseConfig("config.yaml", `tools: [${JSON.stringify(folder)}]`);
  expect(tools("~/.nvm/versions/node/v24.15.0")).toMatchObject({
    ok: true,
    value: { tools: ["~/.nvm/versions/node/v24.15.0"] },
  });
  for (const folder of ["node_modules/.bin", "/opt/../etc", "~other/bin", ""]) expect(tools(folder).ok).toBe(false);
});
