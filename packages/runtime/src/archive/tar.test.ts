import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { pathGlob } from "../files/path-glob.ts";
import { hashing } from "../platform/hashing.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { writeDeterministicTar } from "./deterministic-tar.ts";
import { sha256Sums } from "./sha256-sums.ts";
import { tarOfFolder } from "./tar-of-folder.ts";

const RUNS = Number(process.env["SDETKIT_PROPERTY_RUNS"] ?? 10);

/** Unpacks with the system's tar and hands over the folder. */
function unpacked<T>(tar: Uint8Array, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "sdetkit-tar-"));
  try {
    writeFileSync(join(folder, "x.tar"), tar);
    execFileSync("tar", ["-xf", "x.tar"], { cwd: folder, env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8" } });
    rmSync(join(folder, "x.tar"));
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const long = (length: number): string => `${"d".repeat(90)}/${"e".repeat(length - 91)}`;

it("writes archives that tar unpacks, long and non-ASCII names included", async () => {
  const names = [
    "a",
    long(100),
    long(101),
    long(250),
    `${"f/".repeat(160)}g`,
    `é/${"ü".repeat(60)}`,
    "n\nl",
    "日本/語",
  ];
  const files = names.map((name) => ({ name, data: Buffer.from(`content of ${name}`) }));
  unpacked(await writeDeterministicTar(files), (folder) => {
    for (const { name, data } of files) expect(readFileSync(join(folder, name))).toEqual(data);
  });
});

it("round-trips any names and contents, and does not depend on their order", async () => {
  const part = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .filter((text) => !/[/\0]|^\.{1,2}$/.test(text) && text.isWellFormed());
  const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `${parts.join("/")}.x`);
  const file = fc.record({ name, data: fc.uint8Array({ maxLength: 1100 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 6 }), async (drawn) => {
      const files = drawn.map(({ name: each, data }, index) => ({ name: `${index}/${each}`, data }));
      const tar = await writeDeterministicTar(files);
      expect(Buffer.compare(tar, await writeDeterministicTar([...files].reverse()))).toBe(0);
      unpacked(tar, (folder) => {
        for (const { name: each, data } of files)
          expect(Buffer.compare(readFileSync(join(folder, each)), data)).toBe(0);
      });
    }),
    { numRuns: RUNS },
  );
});

it("carries no time, user or mode of this machine", async () => {
  const tar = Buffer.from(await writeDeterministicTar([{ name: "a", data: Buffer.from("x") }]));
  expect(tar.subarray(100, 148).toString("latin1")).toBe(
    ["0000644", "0000000", "0000000", "00000000001", "00000000000", ""].join("\0"),
  );
  expect(tar.subarray(265, 329).every((byte) => byte === 0)).toBe(true);
  expect(hashing.hex(tar)).toBe(hashing.hex(await writeDeterministicTar([{ name: "a", data: Buffer.from("x") }])));
});

it.each(["", "/a", "a/../b", "./a", "a//b", "a/", "a\0b", "\ud800"])("refuses the name %j", async (name) => {
  await expect(writeDeterministicTar([{ name, data: new Uint8Array() }])).rejects.toMatchObject({
    code: "archive-name",
  });
});

it("refuses a name that comes twice", async () => {
  const file = { name: "a", data: new Uint8Array() };
  await expect(writeDeterministicTar([file, file])).rejects.toMatchObject({ code: "archive-name" });
});

it("writes checksums that sha256sum accepts, odd names included", () => {
  const folder = temporaryFolder();
  const names = ["b", "a b", "new\nline", "back\\slash", "cr\r", "é", "-n", " lead"];
  for (const name of names) writeFileSync(join(folder, name), name);
  writeFileSync(join(folder, "SUMS"), sha256Sums(names.map((name) => ({ name, sha256: hashing.hex(name) }))));
  execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SUMS"], { cwd: folder });
});

it.each([
  ["reports/**/*.json", "reports", ["reports/a.json", "reports/x/y/b.json"], ["reports/a.md", "a.json"]],
  ["**", "", ["a", "a/b", ".x/y"], []],
  ["a/*", "a", ["a/b"], ["a/b/c", "b/a"]],
  ["*.t?t", "", ["a.txt", ".txt"], ["a.tt", "a/b.txt"]],
  ["a/**", "a", ["a/b", "a/b/c"], ["b"]],
])("matches %s below %j", (pattern, base, hits, misses) => {
  const glob = pathGlob(pattern);
  expect(glob.base).toBe(base);
  for (const path of hits) expect(glob.matches(path), path).toBe(true);
  for (const path of misses) expect(glob.matches(path), path).toBe(false);
});

it("answers at once for patterns that make a backtracking matcher hang", () => {
  expect(pathGlob(`${"*a".repeat(200)}b`).matches("a".repeat(250))).toBe(false);
  expect(pathGlob(`${"**/".repeat(200)}b`).matches("a/".repeat(500).slice(0, -1))).toBe(false);
});

it("writes the tar of a folder as a stream: empty folders too, whatever the times, modes and order of making", async () => {
  const base = temporaryFolder();
  const files = { "a-b": "1", "a/b": "2", "a/c/ä": "", [long(180)]: "x".repeat(200_000) };
  const tars = await Promise.all(
    [Object.entries(files), Object.entries(files).reverse()].map(async (entries, i) => {
      const folder = join(base, String(i));
      mkdirSync(join(folder, "empty/too"), { recursive: true });
      for (const [name, text] of entries) {
        mkdirSync(join(folder, name, ".."), { recursive: true });
        writeFileSync(join(folder, name), text, { mode: i === 0 ? 0o600 : 0o755 });
        utimesSync(join(folder, name), i * 1000, i * 1000);
      }
      return Buffer.from(await new Response(tarOfFolder(folder)).arrayBuffer());
    }),
  );
  expect(tars[0]!.equals(tars[1]!)).toBe(true);
  unpacked(tars[0]!, (folder) => {
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(folder, name), "utf8")).toBe(text);
    expect(readdirSync(join(folder, "empty"))).toEqual(["too"]);
  });
  symlinkSync("/etc", join(base, "0", "link"));
  await expect(new Response(tarOfFolder(join(base, "0"))).arrayBuffer()).rejects.toMatchObject({
    code: "archive-content",
  });
});
