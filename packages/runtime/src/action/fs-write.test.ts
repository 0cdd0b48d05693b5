import fs from "node:fs";
import { join } from "node:path";
import { parseParams } from "@sdetkit/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashing } from "../platform/hashing.ts";
import { fsWrite } from "./fs-write.ts";
import { type ActionFixture, actionFixture } from "./testing/action-fixture.ts";

let site: ActionFixture;
beforeEach(() => {
  site = actionFixture();
});
afterEach(() => site.remove());

const write = (params: object, redact = false) =>
  fsWrite.execute(fsWrite.params.parse(params), site.context({ redact }));

describe("fs.write", () => {
  it("writes text, bytes and JSON, and names what it made", async () => {
    const sha256 = hashing.hex("a\r\nb");
    expect(await write({ path: "x/t.txt", content: "a\r\nb" })).toEqual({
      status: "succeeded",
      outputs: { path: "workspace:/x/t.txt", sha256, bytes: 4 },
      artifacts: [{ name: "x/t.txt", path: "workspace:/x/t.txt", sha256, bytes: 4, volatile: false }],
      volatile: {},
    });
    expect(site.get("x/t.txt")).toBe("a\r\nb");
    expect(site.blobs.get(sha256)).toBe("a\r\nb");
    await write({ path: "output:/b", content: "AAEC", encoding: "base64" });
    expect([...fs.readFileSync(join(site.output, "b"))]).toEqual([0, 1, 2]);
    await write({ path: "j.json", content: { b: [1, null], a: "é" }, encoding: "json" });
    expect(site.get("j.json")).toBe('{\n  "b": [\n    1,\n    null\n  ],\n  "a": "é"\n}\n');
  });

  it("writes no secret of the caller's, in any encoding, whatever the step says, and names the variable and the file", async () => {
    const contents = [
      { content: `a ${site.secret} b` },
      { content: Buffer.from(site.secret).toString("base64"), encoding: "base64" },
      { content: { [site.secret]: [1] }, encoding: "json" },
    ];
    for (const redact of [false, true])
      for (const params of contents) {
        const refused = {
          code: "secret-from-environment",
          message: expect.stringMatching(/^workspace:\/t: .*CALLERS_TOKEN/),
        };
        await expect(write({ path: "t", ...params }, redact)).rejects.toMatchObject(refused);
      }
    expect(fs.existsSync(join(site.workspace, "t"))).toBe(false);
    expect(site.blobs.size).toBe(0);
  });

  it("cuts a credential only where the step says so, counts it, and leaves JSON that parses", async () => {
    const token = `ghp_${"A1b2".repeat(9)}`;
    const text = { path: "t", content: `a\nb ${token} c ${token}\n` };
    await expect(write(text)).rejects.toMatchObject({
      code: "secret-in-artifact",
      message: expect.stringMatching(/^workspace:\/t: .*a GitHub token in line 2/),
    });
    expect((await write(text, true)).artifacts).toMatchObject([{ path: "workspace:/t", redacted: 2 }]);
    expect(site.get("t")).toBe("a\nb [redacted] c [redacted]\n");
    const json = { path: "j", content: { [token]: [`Bearer abcdefghij0123456789`, 1] }, encoding: "json" };
    expect((await write(json, true)).artifacts).toMatchObject([{ redacted: 2 }]);
    expect(JSON.parse(site.get("j"))).toEqual({ "[redacted]": ["Bearer [redacted]", 1] });
    expect((await write({ path: "p", content: "plain" }, true)).artifacts[0]).not.toHaveProperty("redacted");
  });

  it("writes what only resembles a secret as it is", async () => {
    const content =
      // secretlint-disable-next-line -- a password of nobody, as files hold it
      "postgres://postgres:postgres@db/x\nAuthorization: Bearer $TOKEN_1234567\nurl: https://u:${PASSWORD}@h\n";
    await write({ path: "t", content });
    expect(site.get("t")).toBe(content);
  });

  it("takes a number that an expression gave as text, but no list", () => {
    const parsed = parseParams(fsWrite, { path: "score", content: 84 });
    expect(parsed.data).toMatchObject({ content: "84" });
    expect(parseParams(fsWrite, { path: "score", content: [84] }).error?.issues[0]?.message).toContain(
      "encoding: json",
    );
    expect(parseParams(fsWrite, { path: "score", content: 84, encoding: "json" }).data).toMatchObject({ content: 84 });
  });

  it("shows where, how much and the beginning", () => {
    const params = fsWrite.params.parse({ path: "a.txt", content: `${"x".repeat(500)}\n${"line\n".repeat(20)}` });
    const lines = fsWrite.preview(params).split("\n");
    expect(lines[0]).toBe("Write workspace:/a.txt (601 bytes)");
    expect(lines[1]?.length).toBeLessThan(170);
    expect(lines.at(-1)).toBe("  … 13 more lines");
    expect(fsWrite.needs(params)).toEqual([{ kind: "write", path: { root: "workspace", path: "a.txt" } }]);
  });

  it.each([
    { path: "a", content: 1 },
    { path: "a", content: "not base64!", encoding: "base64" },
    { path: "a" },
    { path: "../a", content: "" },
    { path: "a", content: "", mode: 0o777 },
  ])("refuses %j", (params) => {
    expect(fsWrite.params.safeParse(params).success).toBe(false);
  });

  it("asks for exactly the path that it then writes", async () => {
    const part = fc.constantFrom("a", "b.c", ".", "..", "", "é", "output:", "workspace:", "x".repeat(255), "\u202e");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("", "output:/", "workspace:/"),
        fc.array(part, { maxLength: 4 }),
        async (root, parts) => {
          const parsed = fsWrite.params.safeParse({ path: root + parts.join("/"), content: "x" });
          if (!parsed.success) return;
          const [need] = fsWrite.needs(parsed.data);
          const written = await fsWrite.execute(parsed.data, site.context()).catch(() => null);
          if (written === null || need?.kind !== "write") return;
          expect(written.outputs["path"]).toBe(`${need.path.root}:/${need.path.path}`);
          const real = join(need.path.root === "output" ? site.output : site.workspace, need.path.path);
          expect(fs.readFileSync(real, "utf8")).toBe("x");
        },
      ),
      { numRuns: 60 },
    );
  });
});
