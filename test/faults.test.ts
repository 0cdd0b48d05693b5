import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FAULT_TOPICS, FAULTS, type FaultCode, faultAnchor } from "../packages/core/src/index.ts";
import { exitOf } from "../packages/server/src/client/server-fault.ts";
import { lineOf, type Node, nameOf, type Source, sources, textsOf, visit } from "./harness/source-literals.ts";

const docs = join(import.meta.dirname, "..", "docs");
const codes = Object.keys(FAULTS) as FaultCode[];
const CATALOGUE = /^packages\/core\/src\/diagnostic\/(faults\/|catalogue\.ts)/;

/** Functions and classes whose first argument is a code. */
const STATING = /^(Fault|problem|invalid|fileFault|failed|refusal|refuse|away)$/;

/** Whether a literal says that something went wrong, and does not only ask whether it did, or name a type. */
function isStated(literal: Node, around: readonly Node[]): boolean {
  const within = [...around, literal];
  if (within.some(({ type }) => /^(TS.*Type.*|ImportDeclaration)$/.test(type))) return false;
  for (let at = around.length - 1; at >= 0; at -= 1) {
    const [parent, child] = [around[at] as Node, within[at + 1] as Node];
    if (/^(ConditionalExpression|TSAsExpression|TSSatisfiesExpression)$/.test(parent.type)) {
      if (parent["test"] === child) return false;
      continue;
    }
    const first = (list: unknown) => (list as Node[])[0] === child;
    if (parent.type === "NewExpression" || parent.type === "CallExpression")
      return STATING.test(nameOf(parent["callee"])) && first(parent["arguments"]);
    if (parent.type === "Property") return nameOf(parent["key"]) === "code" || isMapOfCodes(around[at - 1] as Node);
    if (parent.type === "ArrayExpression")
      return first(parent["elements"]) && around[at - 1]?.type === "ReturnStatement";
    return parent.type === "VariableDeclarator";
  }
  return false;
}

/** Such as `{ channel: "unknown-channel", … }`. */
function isMapOfCodes(object: Node): boolean {
  const texts = textsOf(object);
  return object.type === "ObjectExpression" && texts.length > 1 && texts.every((text) => Object.hasOwn(FAULTS, text));
}

function statedCodes(of: readonly Source[]): Set<string> {
  const found = new Set<string>();
  for (const { file, program } of of) {
    if (CATALOGUE.test(file)) continue;
    visit(program, (node, around) => {
      if (node.type === "Literal" && typeof node["value"] === "string" && isStated(node, around))
        found.add(node["value"]);
    });
  }
  return found;
}

/** Places at which something beside the catalogue decides what a code means. */
function decidedElsewhere(source: Source): string[] {
  const places: string[] = [];
  const keysOf = (object: Node) => (object["properties"] as Node[]).map(({ key }) => nameOf(key));
  visit(source.program, (node) => {
    const args = (node["arguments"] ?? []) as Node[];
    const options = args[2];
    const exit =
      node.type === "NewExpression" && nameOf(node["callee"]) === "Fault" && options?.type === "ObjectExpression";
    const pattern =
      node.type === "CallExpression" &&
      nameOf(node["callee"]) === "test" &&
      nameOf(args[0]) === "code" &&
      fitsCodes(node["callee"] as Node);
    const status = node.type === "ObjectExpression" && keysOf(node).includes("code") && statesStatus(node);
    if ((exit && keysOf(options).includes("exit")) || status || pattern)
      places.push(`${source.file}:${lineOf(source, node)}`);
  });
  return places;
}

function statesStatus(object: Node): boolean {
  return (object["properties"] as Node[]).some(({ key, value }) => {
    return nameOf(key) === "status" && typeof (value as Node)["value"] === "number";
  });
}

/** Whether a pattern that something is tested against tells fault codes by how they are spelt. */
function fitsCodes({ object }: Node): boolean {
  const { regex } = object as { readonly regex?: { readonly pattern: string; readonly flags: string } };
  if (!regex || !/[a-z]-|-[a-z(]/.test(regex.pattern.replaceAll(/\[[^\]]*\]|\\./g, ""))) return false;
  return codes.filter((code) => new RegExp(regex.pattern, regex.flags).test(code)).length > 1;
}

describe("the catalogue of faults", () => {
  it("has each code once", () => {
    const all = Object.values(FAULT_TOPICS).flatMap((topic) => Object.keys(topic));
    expect(all.filter((code, at) => all.indexOf(code) !== at)).toEqual([]);
    expect(all.length).toBeGreaterThan(200);
  });

  it("has no code that nothing throws or answers", () => {
    const stated = statedCodes(sources);
    expect(codes.filter((code) => !stated.has(code))).toEqual([]);
  });

  it("has every code that something throws", () => {
    const thrown = sources.flatMap((source) => {
      const found: string[] = [];
      visit(source.program, (node) => {
        if (node.type === "NewExpression" && nameOf(node["callee"]) === "Fault")
          found.push(...textsOf((node["arguments"] as Node[])[0]));
      });
      return found;
    });
    expect(thrown.length).toBeGreaterThan(150);
    expect(thrown.filter((code) => !Object.hasOwn(FAULTS, code))).toEqual([]);
  });

  it("alone decides about exit codes and statuses", () => {
    // What is a defect is 500, whatever it is.
    expect(sources.flatMap(decidedElsewhere)).toEqual([
      expect.stringMatching(/^packages\/server\/src\/api\/problem-of\.ts:/),
    ]);
  });

  it("gives a code the exit code that a client gives its status", () => {
    const other = codes.filter(
      (code) => FAULTS[code].status !== undefined && exitOf(FAULTS[code].status!) !== FAULTS[code].exit,
    );
    expect(other).toEqual([]);
  });

  it("has an anchor of the reference for each code", () => {
    const missing = codes.filter((code) => {
      const [page = "", anchor] = faultAnchor(code).split("#");
      return !readFileSync(join(docs, page), "utf8").includes(`\n### ${anchor}\n`);
    });
    expect(missing).toEqual([]);
  });

  it("says what each code means in one sentence or two", () => {
    expect(codes.filter((code) => !/^\S.*\.$/.test(FAULTS[code].meaning))).toEqual([]);
  });
});
