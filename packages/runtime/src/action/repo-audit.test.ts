import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Fault } from "@sdetkit/core";
import { Ajv } from "ajv";
import AjvDraft4 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { describe, expect, it, vi } from "vitest";
import { sarifSchema } from "../audit/testing/sarif-schema.ts";
import { type TestWorkspace, testWorkspace } from "../audit/testing/workspace.ts";
import { repoAudit } from "./repo-audit.ts";

const GITHUB = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;
const GOOD = {
  "README.md": "# It\n\n## Usage\n\nUse it.\n",
  LICENSE: "Apache License\n",
  "SECURITY.md": "Write to us.\n",
  ".github/CODEOWNERS": "* @team\n",
  ".gitignore": "dist/\n",
};
const BAD = {
  "src/a b#é.ts": `\n  const token = "${GITHUB}";\n`,
  "src/evil.ts": "if (a) { /* \u202e } */ }\n",
  "src/c.ts": "<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x\n",
};

async function audit(workspace: TestWorkspace, input: object = {}) {
  const result = await repoAudit.execute(repoAudit.params.parse(input), workspace.context);
  const report = (name: string) => JSON.parse(readFileSync(join(workspace.output, name), "utf8"));
  return { result, report };
}

describe("repo.audit", () => {
  it("finds nothing in a repository that has what it should have, in both profiles", async () => {
    using workspace = testWorkspace(GOOD);
    for (const profile of ["default", "strict"]) {
      const { result } = await audit(workspace, { profile });
      expect(result.status).toBe("succeeded");
      expect(result.outputs).toMatchObject({ findings: 0, score: 100, passed: true, files: 5, skipped: 0 });
    }
  });

  it("names what an empty folder lacks", async () => {
    using workspace = testWorkspace();
    const { result } = await audit(workspace);
    expect(result.outputs).toMatchObject({ findings: 4, errors: 0, warnings: 4, score: 68, passed: true });
    const { result: strict } = await audit(workspace, { profile: "strict" });
    expect(strict.outputs).toMatchObject({ findings: 5, errors: 4, notes: 1, passed: false });
  });

  it("takes an empty file, or owners without an owner, for missing content", async () => {
    using workspace = testWorkspace({ ...GOOD, "README.md": " \n", ".github/CODEOWNERS": "# later\n" });
    const { report } = await audit(workspace);
    expect(report("audit.json").findings.map(({ rule, path }: { rule: string; path: string }) => [rule, path])).toEqual(
      [
        ["code-owners-present", ".github/CODEOWNERS"],
        ["readme-present", "README.md"],
      ],
    );
  });

  it("does not follow a link, and says that it is one", async () => {
    using workspace = testWorkspace({ ...GOOD, "docs/manual.md": "text" });
    workspace.put({ "x/README.md": "no" });
    const { LICENSE: _gone, ...rest } = GOOD;
    using linked = testWorkspace(rest);
    linked.link("LICENSE", "/etc/hostname");
    const { report } = await audit(linked);
    expect(report("audit.json").findings).toMatchObject([
      { rule: "licence-present", severity: "note", path: "LICENSE" },
    ]);
  });

  it("writes the same bytes for the same content, whatever the folder and the order files were made in", async () => {
    using one = testWorkspace({ ...GOOD, ...BAD });
    using two = testWorkspace(Object.fromEntries(Object.entries({ ...GOOD, ...BAD }).reverse()));
    const [first, second] = [(await audit(one)).result, (await audit(two)).result];
    expect(first).toEqual(second);
    expect(first.artifacts.map(({ path }) => path)).toEqual(["output:/audit.json", "output:/audit.sarif"]);
    for (const name of ["audit.json", "audit.sarif"]) {
      expect(readFileSync(join(one.output, name))).toEqual(readFileSync(join(two.output, name)));
    }
    expect(Buffer.concat(one.blobs).includes(GITHUB)).toBe(false);
    expect(JSON.stringify(first)).not.toContain(one.root);
  });

  it("keeps fingerprints when lines move, and tells equal findings in one file apart", async () => {
    const prints = async (text: string): Promise<string[]> => {
      using workspace = testWorkspace({ ...GOOD, "a.ts": text });
      const { report } = await audit(workspace, { rules: ["bidi-control"] });
      return report("audit.json").findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    };
    const first = await prints("x \u202e y\nz\nx \u202e y\n");
    expect(new Set(first).size).toBe(2);
    expect(await prints("\n\n\n  x \u202e  y\nz\nq\nx \u202e y\n")).toEqual(first);
  });

  it("keeps fingerprints when files are renamed, and gives one more to one more of the same", async () => {
    const prints = async (files: { readonly [path: string]: string }): Promise<string[]> => {
      using workspace = testWorkspace(files);
      const { report } = await audit(workspace, { profile: "strict", rules: ["bidi-control", "env-file"] });
      return report("audit.json")
        .findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint)
        .sort();
    };
    const [x, y] = ["x \u202e y\n", "y \u202e\n"];
    const first = await prints({ "a.ts": x, "b.ts": x, "c.ts": y });
    expect(new Set(first).size).toBe(3);
    expect(await prints({ "z/a.ts": x, "b.ts": x, "0.ts": `\n\n${y}` })).toEqual(first);
    const more = await prints({ "0.ts": x, "a.ts": x, "b.ts": x, "c.ts": y });
    expect(more).toHaveLength(4);
    expect(more).toEqual(expect.arrayContaining(first));
    // A file as a whole is known by its path.
    expect(await prints({ ".env": "" })).not.toEqual(await prints({ "a/.env": "" }));
  });

  it("writes SARIF 2.1.0 that the official schema and our stricter one accept, with places as relative, encoded URIs", async () => {
    using workspace = testWorkspace({ ...GOOD, ...BAD, "huge.txt": Buffer.alloc(2 * 1024 * 1024 + 1, 97) });
    const { report } = await audit(workspace, { profile: "strict" });
    const sarif = report("audit.sarif");
    const options = { strict: false, allErrors: true, unicodeRegExp: false };
    const validators = [
      addFormats.default(new Ajv(options)).compile(sarifSchema),
      addFormats.default(new AjvDraft4.default(options)).compile(officialSarifSchema()),
    ];
    for (const valid of validators) {
      expect(valid(sarif), JSON.stringify(valid.errors)).toBe(true);
      expect(valid({ ...sarif, version: "2.0.0" })).toBe(false);
    }
    const [run] = sarif.runs;
    expect(run.results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      "secret",
      "merge-conflict",
      "bidi-control",
    ]);
    const { artifactLocation, region } = run.results[0].locations[0].physicalLocation;
    expect(artifactLocation).toEqual({ uri: "src/a%20b%23%C3%A9.ts", uriBaseId: "%SRCROOT%" });
    expect(region).toEqual({ startLine: 2, startColumn: 18, endLine: 2, endColumn: 58 });
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([{ level: "note" }]);
  });

  it("fails only from the severity that fail-on names, and still writes its reports", async () => {
    using workspace = testWorkspace({ "README.md": "x", LICENSE: "x", "SECURITY.md": "x" });
    expect((await audit(workspace)).result.status).toBe("succeeded");
    expect((await audit(workspace, { "fail-on": "error" })).result.status).toBe("succeeded");
    const { result } = await audit(workspace, { "fail-on": "warning" });
    expect(result).toMatchObject({ status: "failed", failure: { code: "audit-findings" }, outputs: { passed: false } });
    expect(result.artifacts).toHaveLength(2);
  });

  it("counts what blocks apart from what is only noted", async () => {
    const key = `-----BEGIN ${"PRIVATE"} KEY-----\nMI${"Ab3/".repeat(100)}\n-----END ${"PRIVATE"} KEY-----\n`;
    using workspace = testWorkspace({ ...GOOD, "test/key.pem": key, LICENSE: " " });
    const noted = { findings: 2, notes: 1, warnings: 1, errors: 0 };
    const { result } = await audit(workspace, { "fail-on": "warning" });
    expect(result).toMatchObject({
      status: "failed",
      outputs: { ...noted, blocking: 1, "blocking-by-rule": { "licence-present": 1 }, passed: false },
    });
    const { result: open } = await audit(workspace, { "fail-on": "warning", rules: ["secret"] });
    expect(open).toMatchObject({ status: "succeeded", outputs: { findings: 1, blocking: 0, passed: true } });
    const { result: none } = await audit(workspace);
    expect(none.outputs).toMatchObject({ ...noted, blocking: 0, "blocking-by-rule": {}, passed: true });
  });

  it("says what it did not look at: binary, too large, gone while it read", async () => {
    using workspace = testWorkspace({
      ...GOOD,
      "a.png": Uint8Array.of(0x89, 0, 1),
      "huge.txt": Buffer.alloc(2 * 1024 * 1024 + 1, 97),
      "gone.txt": "x",
    });
    const { files } = workspace.context;
    const context = {
      ...workspace.context,
      files: {
        ...files,
        read: (path: Parameters<typeof files.read>[0], options?: Parameters<typeof files.read>[1]) =>
          path.path === "gone.txt" ? Promise.reject(new Fault("file-missing", "gone")) : files.read(path, options),
      },
    };
    const result = await repoAudit.execute(repoAudit.params.parse({}), context);
    expect(result.outputs).toMatchObject({
      skipped: 3,
      "skipped-binary": 1,
      "skipped-too-large": 1,
      "skipped-unreadable": 1,
    });
    const { skipped } = JSON.parse(readFileSync(join(workspace.output, "audit.json"), "utf8"));
    expect(skipped.map(({ path, reason }: { path: string; reason: string }) => [path, reason])).toEqual([
      ["a.png", "binary"],
      ["gone.txt", "unreadable"],
      ["huge.txt", "too-large"],
    ]);
  });

  it("lists at most 100 findings of a rule in a file and counts the others", async () => {
    using workspace = testWorkspace({ ...GOOD, "a.ts": "\u202e\n".repeat(130) });
    const { result, report } = await audit(workspace);
    expect(result.outputs).toMatchObject({ findings: 100, omitted: 30 });
    expect(report("audit.json").omitted).toEqual([{ path: "a.ts", rule: "bidi-control", count: 30, stopped_at: null }]);
  });

  it("stops a rule that fires a thousand times in a file, and says where", async () => {
    using workspace = testWorkspace({ ...GOOD, "keys.txt": `${GITHUB}\n`.repeat(40_000) });
    const { result, report } = await audit(workspace);
    expect(result.outputs).toMatchObject({ findings: 100, omitted: 900, stopped: 1 });
    const stopped = { path: "keys.txt", rule: "secret", count: 900, stopped_at: { line: 1000, column: 1 } };
    expect(report("audit.json").omitted).toEqual([stopped]);
    const [notice] = report("audit.sarif").runs[0].invocations[0].toolExecutionNotifications;
    expect(notice.message.text).toContain("stopped at line 1000");
  });

  it("lets timers fire while it works, so that a time-out can end it", async () => {
    using workspace = testWorkspace({ ...GOOD, "long.txt": "secret account\n".repeat(10_000) });
    let now = 0;
    using _clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(new Error("timed out")), 0);
    const context = { ...workspace.context, signal: cancel.signal };
    await expect(repoAudit.execute(repoAudit.params.parse({}), context)).rejects.toThrow("timed out");
  });

  it("masks a secret in a file name wherever it writes, and reports it", async () => {
    using workspace = testWorkspace({ ...GOOD, [`keys/${GITHUB}.ts`]: BAD["src/evil.ts"], [`b/${GITHUB}.png`]: "\0" });
    const { result, report } = await audit(workspace);
    const written = `${JSON.stringify(result)}${Buffer.concat(workspace.blobs)}`;
    expect(written).not.toContain(GITHUB);
    expect(report("audit.json").findings.map(({ rule, path }: { rule: string; path: string }) => [rule, path])).toEqual(
      [
        ["secret", "b/[secret].png"],
        ["secret", "keys/[secret].ts"],
        ["bidi-control", "keys/[secret].ts"],
      ],
    );
    expect(report("audit.json").skipped).toMatchObject([{ path: "b/[secret].png", reason: "binary" }]);
  });

  it("tells names that are no UTF-8 apart, and looks at all others", async () => {
    using workspace = testWorkspace({ ...GOOD, "d/\ufffd.txt": BAD["src/evil.ts"], "d/a\n\u202e.txt": "x" });
    for (const byte of [0xfe, 0xff])
      writeFileSync(Buffer.concat([Buffer.from(`${workspace.root}/d/`), Buffer.of(byte), Buffer.from(".txt")]), "x");
    const { result, report } = await audit(workspace);
    expect(result.outputs).toMatchObject({ files: 7, "skipped-unreadable": 2 });
    expect(report("audit.json").findings).toMatchObject([{ path: "d/\ufffd.txt" }]);
    expect(report("audit.json").skipped).toMatchObject([
      { path: "d/\\xfe.txt", reason: "name-not-utf8" },
      { path: "d/\\xff.txt", reason: "name-not-utf8" },
    ]);
  });

  it("asks only the chosen rules, and refuses names that are none", async () => {
    using workspace = testWorkspace();
    const { result } = await audit(workspace, { rules: ["governance"], formats: ["json"] });
    expect(Object.keys(result.outputs["by-rule"] as object)).toEqual([
      "code-owners-present",
      "licence-present",
      "readme-present",
      "security-policy-present",
    ]);
    expect(result.artifacts).toHaveLength(1);
    expect(repoAudit.params.safeParse({ rules: ["passwords"] }).success).toBe(false);
    expect(repoAudit.params.safeParse({ output: "../x" }).success).toBe(false);
  });

  it("stops when the run is cancelled", async () => {
    using workspace = testWorkspace(GOOD);
    const context = { ...workspace.context, signal: AbortSignal.abort(new Error("cancelled")) };
    await expect(repoAudit.execute(repoAudit.params.parse({}), context)).rejects.toThrow("cancelled");
  });

  it("names exactly the files it writes", () => {
    const value = repoAudit.params.parse({ output: "output:/a", formats: ["sarif"] });
    expect(repoAudit.needs(value)).toEqual([
      { kind: "read", path: { root: "workspace", path: "" } },
      { kind: "write", path: { root: "output", path: "a/audit.sarif" } },
    ]);
  });
});

/** The official schema of SARIF 2.1.0, which is written in JSON Schema draft 4. */
function officialSarifSchema(): object {
  const path = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  return JSON.parse(readFileSync(path, "utf8"));
}
