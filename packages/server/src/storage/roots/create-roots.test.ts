import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { temporaryName } from "@sdetkit/runtime";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createRoots } from "./create-roots.ts";
import { fileStore } from "./file-store.ts";
import { tenantFolder } from "./tenant-folder.ts";
import { objectStoreContract } from "./testing/object-store.suite.ts";

const base = mkdtempSync(join(tmpdir(), "sdetkit-roots-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const rootsAt = (name: string) => ({
  workspace: join(base, name, "workspace"),
  history: pathToFileURL(join(base, name, "history")).href,
  dashboards: join(base, name, "dashboards"),
});

describe("a file: root", () => {
  const roots = createRoots(rootsAt("contract"));
  objectStoreContract((name) => roots.store("dashboards", `t-${name}`));

  it("follows no link, in place of a folder or of a file", async () => {
    const [outside, folder] = [join(base, "outside"), join(base, "links")];
    for (const each of [outside, folder]) mkdirSync(each);
    writeFileSync(join(outside, "secret"), "secret");
    symlinkSync(outside, join(folder, "way"));
    symlinkSync(join(outside, "secret"), join(folder, "file"));
    const store = fileStore(async () => folder);
    await expect(store.get("way/secret")).rejects.toMatchObject({ code: "path-escapes" });
    await expect(store.put("way/new", "x")).rejects.toMatchObject({ code: "path-escapes" });
    await expect(store.get("file")).rejects.toMatchObject({ code: "storage-failed" });
    expect(await Array.fromAsync(store.list(""))).toEqual([]);
    expect(readdirSync(outside)).toEqual(["secret"]);
    await store.put("file", "own");
    expect(readdirSync(outside)).toEqual(["secret"]);
  });

  it("keeps histories from other users of the machine, those of an earlier version too", async () => {
    const earlier = join(base, "closed", "history", tenantFolder("t-one"));
    mkdirSync(earlier, { recursive: true, mode: 0o755 });
    const closed = createRoots(rootsAt("closed"));
    expect(await closed.folder("history", "t-one")).toBe(earlier);
    for (const tenant of ["t-one", "t-two"])
      expect(statSync(await closed.folder("history", tenant)).mode & 0o777).toBe(0o700);
    expect(statSync(join(base, "closed", "history")).mode & 0o777).toBe(0o700);
  });

  it("neither lists what a killed writer left nor what is hidden", async () => {
    const folder = join(base, "left");
    mkdirSync(join(folder, ".sdetkit"), { recursive: true });
    writeFileSync(join(folder, temporaryName()), "half");
    const store = fileStore(async () => folder);
    await store.put("a", "whole");
    expect(await Array.fromAsync(store.list(""))).toEqual([{ key: "a", bytes: 5 }]);
  });
});

describe("the roots", () => {
  it("give every tenant a folder of its own in each class", () => {
    const id = fc.stringMatching(/^t-[\w-]{1,60}$/);
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(tenantFolder(a).toLowerCase() === tenantFolder(b).toLowerCase()).toBe(a === b);
        expect(tenantFolder(a)).toMatch(/^tenant-[0-9a-f]{40}$/);
      }),
    );
    expect(tenantFolder("t-a")).not.toBe(tenantFolder("t-A"));
  });

  it("measure what a tenant uses in all classes, a file with two names once, and again only after a while", async () => {
    let now = 0;
    const roots = createRoots(rootsAt("usage"), { now: () => now });
    expect(await roots.usage("t-1")).toBe(0);
    await roots.store("history", "t-1").put("a/b", "12345");
    writeFileSync(join(await roots.folder("workspace", "t-1"), "c"), "123");
    await roots.store("history", "t-2").put("a/b", "of another");
    expect(await roots.usage("t-1")).toBe(0);
    now += 3_600_000;
    expect(await Promise.all([roots.usage("t-1"), roots.usage("t-1")])).toEqual([8, 8]);
  });

  it("erase one tenant and no other, also what a crash left of an earlier time", async () => {
    const roots = createRoots(rootsAt("erase"));
    for (const tenant of ["t-1", "t-2"]) {
      await roots.store("history", tenant).put("a/b", "1");
      await roots.store("dashboards", tenant).put("c", "1");
    }
    mkdirSync(join(base, "erase/history", `.erased-${tenantFolder("t-1")}-0011`));
    await roots.erase("t-1");
    await roots.erase("t-1");
    await roots.erase("t-3");
    expect(readdirSync(join(base, "erase/history"))).toEqual([tenantFolder("t-2")]);
    expect(await roots.store("dashboards", "t-2").get("c")).not.toBeNull();
    expect(existsSync(await roots.folder("workspace", "t-1"))).toBe(true);
  });

  it("refuse another scheme, a relative folder, and classes that share files", () => {
    const good = rootsAt("bad");
    for (const history of ["s3://bucket/x", "history", "file://host/x", ""]) {
      expect(() => createRoots({ ...good, history })).toThrow(expect.objectContaining({ code: "root-not-local" }));
    }
    for (const history of [good.workspace, join(good.workspace, "x"), join(base, "bad")]) {
      expect(() => createRoots({ ...good, history })).toThrow(expect.objectContaining({ code: "roots-overlap" }));
    }
  });
});
