import { describe, expect, it } from "vitest";
import { createPace } from "../../platform/pace.ts";
import { tokenOf } from "../../redact/token-form.ts";
import type { RawFinding } from "../finding.ts";
import type { FileRule } from "../rule.ts";
import { textFile } from "../text-file.ts";
import { secret } from "./secret.ts";

async function check(rule: FileRule, path: string, text: string): Promise<readonly RawFinding[]> {
  const pace = createPace(new AbortController().signal);
  return Array.fromAsync(rule.check(textFile({ path, bytes: text.length }, text), pace));
}

// Put together here, so that no scanner takes this file for a leak.
const AWS_ID = `AKIA${"QWERTYUIOPASDF12"}`;
const GITHUB = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;
const DATABASE = `postgres://app:${"hunter2hunter2"}@db.internal.corp:5432/app`;

describe("secret", () => {
  it("finds AWS key ids, tokens and passwords in addresses, and never repeats them", async () => {
    const found = await check(secret, "a.ts", `const id = "${AWS_ID}";\n\nx = "${GITHUB}"; y = 1\n${DATABASE}\n`);
    expect(found).toMatchObject([
      { line: 1, column: 13 },
      { line: 3, column: 6 },
      { line: 4, column: 1, severity: "warning" },
    ]);
    for (const text of [AWS_ID, GITHUB, "hunter2"]) expect(JSON.stringify(found)).not.toContain(text);
  });

  it("identifies a finding by the text around the secret, not by the secret", async () => {
    const other = GITHUB.replace("wWP", "zZP");
    const [first] = await check(secret, "a.ts", `x = "${GITHUB}"; y = "${GITHUB}"`);
    const [second] = await check(secret, "a.ts", `\n\nx = "${other}"; y = "${other}"`);
    expect(first?.context).toBe(second?.context);
  });

  it("finds nothing in ordinary text", async () => {
    expect(
      await check(secret, "a.md", "a sha: 0123456789abcdef0123456789abcdef01234567, an address: https://example.org/"),
    ).toEqual([]);
  });
});

/** A private key's form, of a length. */
const privateKey = (length: number): string =>
  `-----BEGIN ${"PRIVATE"} KEY-----\nMI${"Ab3/".repeat(length / 4)}\n-----END ${"PRIVATE"} KEY-----\n`;

describe("secret, in long files", () => {
  it("finds each secret once, wherever the borders of its windows fall", async () => {
    const filler = "nothing to see here, move on\n".repeat(80);
    const text = `${filler}${GITHUB}\n${privateKey(3000)}`.repeat(60);
    const found = await check(secret, "a.txt", text);
    expect(found).toHaveLength(120);
    expect(new Set(found.map(({ line }) => line)).size).toBe(120);
  });

  it("finds a private key that lies across a border", async () => {
    for (const before of [65_500, 65_536 - 9000, 65_535, 65_536]) {
      const found = await check(secret, "a.txt", `${"x".repeat(before - 1)}\n${privateKey(9000)}`);
      expect(found, String(before)).toHaveLength(1);
    }
  });

  it("takes no piece of a longer word at a border for a secret", async () => {
    const text = `${"x".repeat(65_536 - 20)}zz${"y".repeat(17)}w${GITHUB}\n`;
    expect(await check(secret, "a.txt", text)).toHaveLength(0);
  });
});

describe("secret, by what it means", () => {
  const address = (host: string) => `https://mary:${"hunter2hunter2"}@${host}/x`;

  it("says nothing about hosts that no one can own", async () => {
    for (const host of ["example.com", "www.example.org", "db.test", "a.invalid", "localhost.localhost"])
      expect(await check(secret, "a.md", address(host)), host).toEqual([]);
    expect(await check(secret, "a.md", address("example.com.evil.io"))).toMatchObject([{ severity: "warning" }]);
  });

  it("lowers passwords in addresses and private keys below test folders, never a vendor's token", async () => {
    for (const path of [
      "test/a.yml",
      "src/__tests__/a.ts",
      "testdata/key.pem",
      "docs/a.md",
      "a.test.ts",
      "test_a.py",
    ]) {
      const found = await check(secret, path, `${address("acme.com")}\n${privateKey(400)}\n${GITHUB}`);
      expect(
        found.map(({ severity }) => severity),
        path,
      ).toEqual(["note", "note", "error"]);
    }
    for (const path of ["src/attest/a.yml", "contest.py", "src/a.ts"])
      expect(await check(secret, path, privateKey(400)), path).toMatchObject([{ severity: "error" }]);
  });

  it("tells the product's own tokens by their checksum from what only looks like one", async () => {
    const token = tokenOf(12n ** 70n);
    const mistyped = token.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    const found = async (path: string, text: string) =>
      (await check(secret, path, text)).map(({ severity }) => severity);
    for (const text of [`SDETKIT_TOKEN=${token}`, `"a\\n${token}"`, `mysdk_${token}`])
      expect(await found("a.sh", text)).toEqual(["error"]);
    expect(await found("test/a.sh", token)).toEqual(["error"]);
    expect(await found("a.sh", mistyped)).toEqual(["warning"]);
    expect(await found("docs/a.md", mistyped)).toEqual(["note"]);
    for (const text of [`${token}0`, token.slice(0, -1), `my_${mistyped}`])
      expect(await found("a.sh", text)).toEqual([]);
  });

  it("is silenced by an author's comments, for a line, a part of the file, or one detector", async () => {
    const lines = async (path: string, ...text: string[]) =>
      (await check(secret, path, text.join("\n"))).map(({ line }) => line);
    expect(await lines("a.ts", GITHUB, `${GITHUB} // secretlint-disable-line -- made up`, GITHUB)).toEqual([1, 3]);
    expect(await lines("a.ts", "// secretlint-disable-next-line github -- x", GITHUB, GITHUB)).toEqual([3]);
    const named = "/* secretlint-disable-next-line @secretlint/secretlint-rule-github */";
    expect(await lines("a.ts", named, GITHUB)).toEqual([]);
    expect(await lines("a.py", "# secretlint-disable", GITHUB, "# secretlint-enable", GITHUB)).toEqual([4]);
    expect(await lines("a.py", "# secretlint-disable aws", GITHUB)).toEqual([2]);
    expect(await lines("a.py", "# secretlint-disable", ...Array(5000).fill("some text"), GITHUB)).toEqual([]);
    expect(await lines("a.md", "<!-- secretlint-disable -->", GITHUB)).toEqual([]);
  });

  it("is not silenced by words that are no comment", async () => {
    const lines = async (path: string, ...text: string[]) =>
      (await check(secret, path, text.join("\n"))).map(({ line }) => line);
    expect(await lines("a.md", "A false hit is silenced with secretlint-disable", "", GITHUB)).toEqual([3]);
    expect(await lines("a.md", "# secretlint-disable", GITHUB)).toEqual([2]);
    expect(await lines("a.md", "```html", "<!-- secretlint-disable -->", "```", GITHUB)).toEqual([4]);
    expect(await lines("a.txt", "# secretlint-disable", GITHUB)).toEqual([2]);
    expect(await lines("a.json", `{"note": "// secretlint-disable",`, `"token": "${GITHUB}"}`)).toEqual([2]);
    expect(await lines("a.ts", "# secretlint-disable", GITHUB)).toEqual([2]);
    expect(await lines("a.ts", `x = "// secretlint-disable"`, GITHUB)).toEqual([2]);
    expect(await lines("a.ts", "x = `", "// secretlint-disable", "`", GITHUB)).toEqual([4]);
    expect(await lines("a.py", `"""`, "# secretlint-disable", `"""`, GITHUB)).toEqual([4]);
    expect(await lines("a.sh", `echo "# secretlint-disable"`, GITHUB)).toEqual([2]);
    expect(await lines("a.sh", "echo a#secretlint-disable", GITHUB)).toEqual([2]);
  });
});
