import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTask } from "./task.ts";

describe("parseTask", () => {
  it("reads the three forms", () => {
    expect(parseTask("template:repo-health-audit")).toEqual({ kind: "template", id: "repo-health-audit" });
    expect(parseTask('action fs.write {"path": "a"}')).toEqual({
      kind: "action",
      name: "fs.write",
      params: { path: "a" },
      offset: 16,
    });
    expect(parseTask("action repo.audit")).toEqual({ kind: "action", name: "repo.audit", params: {}, offset: 17 });
    expect(parseTask("audit this repository")).toEqual({ kind: "text", text: "audit this repository" });
    expect(parseTask("action needed on the release")).toMatchObject({ kind: "text" });
  });

  it("reads the name of exactly the built-in template, and refuses other origins", () => {
    expect(parseTask("template:builtin:audit")).toEqual({ kind: "template", id: "audit", origin: "builtin" });
    expect(parseTask(" template: builtin: audit ")).toEqual({ kind: "template", id: "audit", origin: "builtin" });
    for (const name of ["workspace:audit", "builtin:", ":audit", "builtin:a:b", "pack:x/audit"])
      expect(parseTask(`template:${name}`), name).toMatchObject({ kind: "invalid", column: 10 });
  });

  it("points at the character where the JSON breaks", () => {
    expect(parseTask('action fs.write {"a":1,}')).toMatchObject({ kind: "invalid", column: 24 });
    expect(parseTask('  action fs.write {"a":1,}')).toMatchObject({ kind: "invalid", column: 26 });
    expect(parseTask("action fs.write {oops")).toMatchObject({ kind: "invalid", column: 18 });
  });

  it("refuses a number that would become another one, and a name that is there twice, with the place", () => {
    expect(parseTask('action fs.write {"id": 9007199254740993}')).toMatchObject({
      kind: "invalid",
      column: 24,
      message: expect.stringContaining("number-out-of-range"),
    });
    expect(parseTask('action fs.write {"a": 1, "a": 2}')).toMatchObject({ kind: "invalid", column: 26 });
    expect(parseTask('action fs.write {"id": "9007199254740993"}')).toMatchObject({ kind: "action" });
  });

  it("refuses parameters that are no object, an empty task, and an enormous one", () => {
    expect(parseTask("action fs.write [1]").kind).toBe("invalid");
    expect(parseTask("  ").kind).toBe("invalid");
    expect(parseTask("template:").kind).toBe("invalid");
    expect(parseTask("x".repeat(70_000)).kind).toBe("invalid");
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => parseTask(text).kind !== undefined));
    fc.assert(fc.property(fc.string(), (text) => parseTask(`action a.b ${text}`).kind !== undefined));
  });
});
