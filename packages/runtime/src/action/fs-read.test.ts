import fs from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashing } from "../platform/hashing.ts";
import { fsRead } from "./fs-read.ts";
import { type ActionFixture, actionFixture } from "./testing/action-fixture.ts";

let site: ActionFixture;
beforeEach(() => {
  site = actionFixture();
});
afterEach(() => site.remove());

const read = (params: object) => fsRead.execute(fsRead.params.parse(params), site.context());

describe("fs.read", () => {
  it("gives content, digest and size", async () => {
    site.put("a/b.txt", "\ufeffhéllo\r\n");
    const sha256 = hashing.hex("\ufeffhéllo\r\n");
    expect(await read({ path: "a/b.txt" })).toEqual({
      status: "succeeded",
      outputs: { content: "\ufeffhéllo\r\n", sha256, bytes: 11 },
      artifacts: [],
      volatile: {},
    });
    expect((await read({ path: "workspace:/a/b.txt", encoding: "base64" })).outputs["content"]).toBe(
      Buffer.from("\ufeffhéllo\r\n").toString("base64"),
    );
    expect((await read({ path: "a//b.txt", encoding: "none" })).outputs).toEqual({ sha256, bytes: 11 });
    expect(fsRead.needs(fsRead.params.parse({ path: "./a/b.txt" }))).toEqual([
      { kind: "read", path: { root: "workspace", path: "a/b.txt" } },
    ]);
  });

  it("shows no secret, in text or bytes", async () => {
    site.put("secret", `x sdk_${"0Zz9aB1".repeat(7)} y`);
    expect((await read({ path: "secret" })).outputs["content"]).toBe("x [redacted] y");
    expect((await read({ path: "secret", encoding: "base64" })).outputs["content"]).toBe(btoa("x [redacted] y"));
    site.put("callers", `x ${site.secret} y`);
    for (const encoding of ["utf8", "base64"])
      await expect(read({ path: "callers", encoding })).rejects.toMatchObject({
        code: "secret-from-environment",
        message: expect.stringMatching(/^workspace:\/callers: .*CALLERS_TOKEN/),
      });
    expect((await read({ path: "callers", encoding: "none" })).status).toBe("succeeded");
  });

  it("fails where it cannot tell the truth", async () => {
    fs.writeFileSync(`${site.workspace}/binary`, new Uint8Array([0xff, 0xfe]));
    expect(await read({ path: "binary" })).toMatchObject({
      status: "failed",
      failure: { code: "not-text" },
      outputs: {},
    });
    await expect(read({ path: "binary", "max-bytes": 1 })).rejects.toMatchObject({ code: "file-too-large" });
    await expect(read({ path: "missing" })).rejects.toMatchObject({ code: "file-missing" });
  });

  it.each(["/etc/passwd", "../x", "a/../b", "a\0b", "output:/../x", "C:\\x", "x".repeat(300)])(
    "refuses the path %j",
    (path) => {
      expect(fsRead.params.safeParse({ path }).success).toBe(false);
    },
  );

  it("refuses parameters that it does not know", () => {
    expect(fsRead.params.safeParse({ path: "a", encodign: "utf8" }).success).toBe(false);
  });
});
