import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

interface Import {
  readonly from: string;
  readonly to: string;
}

const sources = globSync("packages/*/src/**/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
const imports: Import[] = sources.flatMap((from) =>
  [...readFileSync(join(root, from), "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(?<to>[^"]+)"/g)].map((match) => {
    const to = match.groups?.["to"] ?? "";
    return { from, to: to.startsWith(".") ? normalize(join(dirname(from), to)) : to };
  }),
);
const floorOf = (file: string) => /^packages\/(\w+)\//.exec(file)?.[1] ?? "";
const breaking = (rule: (each: Import) => boolean) => imports.filter(rule).map(({ from, to }) => `${from} -> ${to}`);

describe("the house", () => {
  it("has sources to look at", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it("keeps core to itself, zod, yaml, the expression evaluator and canonical JSON", () => {
    const allowed = /^(packages\/core\/|zod$|yaml$|@actions\/expressions(\/|$)|canonicalize$)/;
    expect(breaking(({ from, to }) => floorOf(from) === "core" && !allowed.test(to))).toEqual([]);
  });

  it("imports downwards only, and other floors only by their face", () => {
    const above: Record<string, readonly string[]> = {
      core: ["core"],
      runtime: ["runtime"],
      server: ["server"],
      cli: ["cli"],
    };
    expect(
      breaking(({ from, to }) => to.startsWith("packages/") && !above[floorOf(from)]?.includes(floorOf(to))),
    ).toEqual([]);
    expect(breaking(({ from, to }) => floorOf(from) === "runtime" && to.startsWith("sdetkit"))).toEqual([]);
    const client = "@sdetkit/server/client";
    expect(breaking(({ to }) => /^@sdetkit\/\w+\//.test(to) && to !== client)).toEqual([]);
    // The CLI calls a server through the small client only; the package itself is loaded by name when somebody serves.
    expect(
      breaking(({ from, to }) => to.startsWith("@sdetkit/server") && !(floorOf(from) === "cli" && to === client)),
    ).toEqual([]);
  });

  it("has no action that imports another action, and no rule another rule", () => {
    const family = /^packages\/runtime\/src\/(?:action|audit\/rules|doctor)\/(?<name>[\w-]+)\.ts$/;
    const shared = /(contract|registry|path-param|first-lines|check|examine)\.ts$/;
    const siblings = ({ from, to }: Import) =>
      family.test(from) &&
      family.test(to) &&
      dirname(from) === dirname(to) &&
      !shared.test(from) &&
      !shared.test(to) &&
      !isPartOf(from, to);
    expect(breaking(siblings)).toEqual([]);
  });

  it("has no file that imports itself in the end, not even by a type", () => {
    const targets = new Map(
      sources.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
      if (done.has(file) || trail.includes(file)) return;
      for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
      done.add(file);
    };
    for (const file of sources) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("keeps clock and chance out of core", () => {
    const guilty = sources.filter((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return (
        floorOf(file) === "core" && /\bDate\.now\(|\bMath\.random\(|new Date\(\)|\bperformance\b|\bcrypto\b/.test(text)
      );
    });
    expect(guilty).toEqual([]);
  });

  it("lets only the gate's executor reach an action's effect", () => {
    // On the server `.execute(` is how a statement is sent; there, nobody may get hold of an action to begin with.
    const reaches = (file: string) =>
      floorOf(file) === "server" ? /\bperformAction\b|\bactions\b[^;]*from "@sdetkit\/runtime"/ : /\.execute\(/;
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
