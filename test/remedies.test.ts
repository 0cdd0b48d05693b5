import { describe, expect, it } from "vitest";
import { FAULTS } from "../packages/core/src/index.ts";
import { lineOf, type Node, nameOf, sources, textsOf, visit } from "./harness/source-literals.ts";

/** What a remedy or a hint may begin with: it tells its reader to do something. */
const VERBS = new Set(
  (
    "add align ask attempt back begin build call change check choose claim clone close correct create declare decide deliver export fix flatten free get give have " +
    "indent install issue keep leave let line list listen look lower make move name pass provide put print raise read refer remove rename replace request restore review " +
    "revoke rotate run save say see send set shorten show simulate split start stop sync synchronize take try turn update use wait work write"
  ).split(" "),
);

/** A word that was misspelt is suggested as a question; what is put together at run time begins as it does. */
const OTHERWISE = /^(did you mean |…)/;

/** What is not as every remedy is: a command to the reader, in lower case, without a full stop. */
function breaches(text: string): boolean {
  if (/[.\s]$/.test(text) && !text.endsWith("…")) return true;
  return !OTHERWISE.test(text) && !VERBS.has(/^[a-z]+/.exec(text)?.[0] ?? "");
}

/** Functions whose argument at an index is a remedy or a hint. */
const ARGUMENTS: { readonly [name: string]: number } = { failing: 1, warning: 1, missingKey: 3 };

function remediesIn(node: Node): string[] {
  if (node.type === "Property" && /^(remedy|hint)$/.test(nameOf(node["key"]))) return textsOf(node["value"]);
  if (node.type === "VariableDeclarator" && /^(remedy|hint|REMED\w*|HINT\w*)$/.test(nameOf(node["id"])))
    return textsOf(node["init"]);
  if (node.type !== "CallExpression") return [];
  const args = node["arguments"] as Node[];
  const callee = node["callee"] as Node;
  // `findings.error(code, place, message, hint)`.
  if (callee.type === "MemberExpression" && /^(error|warning)$/.test(nameOf(callee)) && args.length >= 4)
    return textsOf(args[3]);
  const at = callee.type === "Identifier" ? ARGUMENTS[nameOf(callee)] : undefined;
  return at === undefined ? [] : textsOf(args[at]);
}

describe("every remedy and every hint", () => {
  it("of the catalogue of faults tells its reader what to do", () => {
    const wrong = Object.entries(FAULTS).filter(([, { remedy }]) => remedy !== undefined && breaches(remedy));
    expect(wrong.map(([code, { remedy }]) => `${code}: ${remedy}`)).toEqual([]);
  });

  it("of the sources does so as well", () => {
    const found: string[] = [];
    const wrong: string[] = [];
    for (const source of sources) {
      // Findings of an audit are sentences of a report, and say in SARIF's help what to do.
      if (source.file.startsWith("packages/runtime/src/audit/")) continue;
      visit(source.program, (node) => {
        for (const text of remediesIn(node)) {
          if (text === "") continue;
          found.push(text);
          if (breaches(text)) wrong.push(`${source.file}:${lineOf(source, node)}: ${text}`);
        }
      });
    }
    expect(found.length).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });

  it.each([
    "Rename the file",
    "rename the file.",
    "whoever runs the server may add it",
    "csv is the format there is",
    "`approvals` lists them",
  ])("is found where it breaks the style: %s", (text) => {
    expect(breaches(text)).toBe(true);
  });
});
