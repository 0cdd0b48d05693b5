import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";
import {
  circlesOf,
  folderCircles,
  forbiddenArrows,
  type Import,
  moduleState,
  type Source,
  startsBeside,
} from "./architecture-rules.ts";

const root = join(import.meta.dirname, "..");

const sources = globSync("packages/*/src/**/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
const texts: Source[] = sources.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
const imports: Import[] = texts.flatMap(({ file: from, text }) =>
  [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(?<to>[^"]+)"/g)].map((match) => {
    const to = match.groups?.["to"] ?? "";
    return { from, to: to.startsWith(".") ? normalize(join(dirname(from), to)) : to };
  }),
);
/** Without what serves tests only. */
const shipped = imports.filter(({ from }) => !from.includes("/testing/"));
const packageOf = (file: string) => /^packages\/([\w-]+)\//.exec(file)?.[1] ?? "";
const breaking = (rule: (each: Import) => boolean) => imports.filter(rule).map(({ from, to }) => `${from} -> ${to}`);

describe("the architecture", () => {
  it("has sources to look at", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it("keeps core to itself, zod, yaml, the expression evaluator and canonical JSON", () => {
    const allowed = /^(packages\/core\/|zod$|yaml$|@actions\/expressions(\/|$)|canonicalize$)/;
    expect(breaking(({ from, to }) => packageOf(from) === "core" && !allowed.test(to))).toEqual([]);
  });

  it("imports along the arrows of its picture only", () => {
    expect(forbiddenArrows(shipped)).toEqual([]);
  });

  it.each([
    ["packages/core/src/run/gate.ts", "@sdetkit/runtime"],
    ["packages/embedded-postgres/src/runner.ts", "@sdetkit/server"],
    ["packages/channel-adapters/src/slack/slack-kind.ts", "packages/server/src/control/access/types.ts"],
    ["packages/server/src/storage/ledger/types.ts", "packages/server/src/control/access/types.ts"],
    ["packages/server/src/messaging/inbox/handle-message.ts", "packages/server/src/chat/create-chat.ts"],
    ["packages/server/src/chat/create-chat.ts", "packages/server/src/http/create-app.ts"],
    ["packages/cli/src/main.ts", "@sdetkit/server"],
  ])("finds an arrow that is not there: %s -> %s", (from, to) => {
    expect(forbiddenArrows([...shipped, { from, to }])).toEqual([`${from} -> ${to}`]);
  });

  it("has no folders that import each other in a circle", () => {
    expect(folderCircles(shipped)).toEqual([]);
  });

  it.each([
    ["packages/core/src/text/excerpt.ts", "packages/core/src/yaml/yaml-tree.ts"],
    ["packages/runtime/src/files/types.ts", "packages/runtime/src/action/types.ts"],
    ["packages/server/src/storage/ledger/types.ts", "packages/server/src/control/access/types.ts"],
    ["packages/cli/src/options/run-options.ts", "packages/cli/src/commands/run/run.ts"],
  ])("finds a circle of folders: %s -> %s", (from, to) => {
    expect(folderCircles([...shipped, { from, to }])).not.toEqual([]);
  });

  it("starts every run in one place, whichever way it comes in", () => {
    expect(startsBeside(texts)).toEqual([]);
  });

  it.each([
    ["packages/server/src/chat/intents/run.ts", "await startRuns(tx, caller, [request], planning)"],
    ["packages/server/src/messaging/inbox/process-one.ts", 'tx.insertInto("queue").values(row)'],
    ["packages/server/src/control/approvals/wake-run.ts", "await deps.runs().start(tx, by, request)"],
    ["packages/server/src/control/schedules/start-due.ts", 'if (!caller.scopes.has("runs:write")) return'],
  ])("finds a start beside it: %s with `%s`", (file, text) => {
    expect(startsBeside([...texts, { file, text }])).toEqual([expect.stringContaining(file)]);
  });

  it("keeps nothing of a server in a module: everything has an owner", () => {
    expect(moduleState(texts)).toEqual([]);
  });

  it.each([
    "let waiting: string[] = [];",
    "const clocks = new Map<string, ZoneClock>();",
    "const turns = new WeakMap<Services, Map<string, number>>();",
    "const thread = new TreeThread();",
    "export const seen: string[] = [];",
  ])("finds what a module keeps: %s", (line) => {
    const file = "packages/server/src/api/paging.ts";
    expect(moduleState([...texts, { file, text: `import x from "y";\n\n${line}\n` }])).toEqual([
      expect.stringContaining(file),
    ]);
  });

  it("has no action that imports another action, and no rule another rule", () => {
    const family = /^packages\/runtime\/src\/(?:action|doctor)\/(?<name>[\w-]+)\.ts$/;
    const shared = /(types|registry|path-param|first-lines|check|examine)\.ts$/;
    const siblings = ({ from, to }: Import) =>
      family.test(from) &&
      family.test(to) &&
      dirname(from) === dirname(to) &&
      !shared.test(from) &&
      !shared.test(to) &&
      !isPartOf(from, to);
    expect(breaking(siblings)).toEqual([]);
    const lists = /^packages\/runtime\/src\/audit\/.*\/rules\.ts$/;
    const rules = new Set(
      shipped
        .filter(({ from }) => lists.test(from))
        .map(({ to }) => to)
        .filter((to) => !/\/rules?\.ts$/.test(to)),
    );
    expect(rules).toContain("packages/runtime/src/audit/secrets/secret.ts");
    expect(breaking(({ from, to }) => rules.has(from) && rules.has(to))).toEqual([]);
  });

  it("has no file that imports itself in the end, not even by a type", () => {
    const targets = new Map<string, Set<string>>();
    for (const { from, to } of imports) targets.set(from, (targets.get(from) ?? new Set()).add(to));
    expect(circlesOf(targets)).toEqual([]);
  });

  it("keeps clock and chance out of core", () => {
    const guilty = sources.filter((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return (
        packageOf(file) === "core" &&
        /\bDate\.now\(|\bMath\.random\(|new Date\(\)|\bperformance\b|\bcrypto\b/.test(text)
      );
    });
    expect(guilty).toEqual([]);
  });

  it("lets only the gate's executor reach an action's effect", () => {
    // On the server `.execute(` is how a statement is sent; there, nobody may get hold of an action to begin with.
    const reaches = (file: string) =>
      packageOf(file) === "server" ? /\bperformAction\b|\bactions\b[^;]*from "@sdetkit\/runtime"/ : /\.execute\(/;
    const callers = sources.filter((file) => reaches(file).test(readFileSync(join(root, file), "utf8")));
    expect(callers.map((file) => relative("packages", file)).sort()).toEqual([
      "core/src/run/gate.ts",
      "runtime/src/engine/perform-action.ts",
    ]);
  });
});

/** `shell-run-outputs.ts` is a part of `shell-run.ts`, no sibling. */
function isPartOf(from: string, to: string): boolean {
  const [shorter, longer] = [from, to].map((file) => file.replace(/\.ts$/, "")).sort((a, b) => a.length - b.length) as [
    string,
    string,
  ];
  return longer.startsWith(`${shorter}-`);
}
