import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { registry } from "../packages/cli/src/commands/registry.ts";
import { openApiDocument } from "../packages/server/src/http/open-api-document.ts";
import { type Node, nameOf, sources, textsOf, visit } from "./harness/source-literals.ts";

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Ids that are not made by `newId`, by prefix: where they are made, and what follows the prefix. */
const OTHERS = {
  sch: { file: "packages/server/src/control/schedules/create-schedules.ts", shape: /^[0-9a-f]{20}$/ },
  c: { file: "packages/server/src/messaging/conversations/conversation-log.ts", shape: /^[0-9a-f]{40}$/ },
} as const;

/** What follows each prefix that the product makes. */
const shapes = new Map<string, RegExp>(Object.entries(OTHERS).map(([prefix, { shape }]) => [prefix, shape]));
for (const { program } of sources) {
  visit(program, (node) => {
    if (node.type !== "CallExpression" || nameOf(node["callee"]) !== "newId") return;
    for (const prefix of textsOf((node["arguments"] as Node[])[0])) shapes.set(prefix, ULID);
  });
}

/** What looks like an id, whole, and is none that could be. */
function wrongIds(text: string): string[] {
  const found = [...text.matchAll(/(?<![\w-])(?<prefix>[a-z]{1,8})-(?<rest>[0-9A-Z]{12,}|[0-9a-f]{20,})(?![\w-])/g)];
  return found.flatMap(([id, prefix = "", rest = ""]) => (shapes.get(prefix)?.test(rest) ? [] : [id]));
}

describe("ids in examples", () => {
  it("have prefixes that are made where this test says", () => {
    expect([...shapes.keys()].sort()).toEqual(
      expect.arrayContaining(["acc", "apr", "c", "ch", "d", "r", "sch", "tok"]),
    );
    for (const [prefix, { file }] of Object.entries(OTHERS)) {
      expect(sources.find((source) => source.file === file)?.text).toContain(`\`${prefix}-\${`);
    }
  });

  it.each(
    registry.filter(({ examples }) => examples.length > 0).map(({ path, examples }) => [path, examples] as const),
  )("of the help of %s are such as there are", (_, examples) => {
    expect(examples.flatMap(([line]) => wrongIds(line))).toEqual([]);
  });

  it("of the API are such as there are", () => {
    expect(wrongIds(JSON.stringify(openApiDocument("")))).toEqual([]);
  });

  it.each(["README.md", ...globSync("docs/**/*.md", { cwd: join(import.meta.dirname, "..") }).sort()])(
    "of %s are such as there are",
    (page) => {
      expect(wrongIds(readFileSync(join(import.meta.dirname, "..", page), "utf8"))).toEqual([]);
    },
  );

  it("are found where they are none", () => {
    expect(wrongIds("approve ap-01JD2Q7M4T8B5V6N9C3X1Z0K2A, c-01JD2Q7M4T8B5V6N9C3X1Z0K2A, r-01JD2Q7M4T")).toEqual([
      "ap-01JD2Q7M4T8B5V6N9C3X1Z0K2A",
      "c-01JD2Q7M4T8B5V6N9C3X1Z0K2A",
    ]);
    expect(wrongIds("approve apr-01JD2Q7M4T8B5V6N9C3X1Z0K2A")).toEqual([]);
  });
});
