import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitAll, gitIn } from "../../testing/repository.ts";
import { auditWorkspace } from "../audit-workspace.ts";
import { rules } from "../registry.ts";
import { type TestWorkspace, testWorkspace } from "../testing/workspace.ts";
import { auditHistory } from "./audit-history.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const token = (last: string) => `glpat-${"aB3dE6gH9jK2mN5pQ8s"}${last}`;

function repositoryOf(...commits: readonly { readonly [path: string]: string | Uint8Array }[]): TestWorkspace {
  const workspace = testWorkspace();
  gitIn(workspace.root, "init", "-q", "-b", "main");
  for (const files of commits) {
    workspace.put(files);
    commitAll(workspace.root);
  }
  return workspace;
}

const audit = async (root: string, since: string | null = null) =>
  (await auditHistory(root, { profile: "default", rules, since, signal: new AbortController().signal })).audit;

describe("auditHistory", () => {
  it("finds a secret that is gone, once, with the commit and the path that brought it", async () => {
    using workspace = repositoryOf(
      { "a.sh": "echo\n" },
      { "a.sh": `\nA=${token("T")}\n` },
      { "a.sh": `# moved\n\nA=${token("T")}\n`, "b.sh": `A=${token("T")}\n` },
      { "a.sh": "echo\n", "b.sh": "echo 2\n" },
    );
    const second = gitIn(workspace.root, "rev-parse", "HEAD~2").trim();
    const authored = gitIn(workspace.root, "show", "-s", "--format=%aI", second).trim();
    const { findings, files } = await audit(workspace.root);
    expect(findings).toMatchObject([{ path: "a.sh", line: 2, column: 3, commit: { id: second, authored } }]);
    expect(findings[0]?.message).toContain(second.slice(0, 12));
    expect(JSON.stringify(findings)).not.toContain(token("T"));
    expect(files).toBe(5);
  });

  it("finds what only a merge brought, and what a branch did", async () => {
    using workspace = repositoryOf({ "a.sh": "1\n" });
    const git = (...words: string[]) => gitIn(workspace.root, ...words);
    git("checkout", "-q", "-b", "side");
    workspace.put({ "side.sh": `A=${token("S")}\n`, "a.sh": "side\n" });
    commitAll(workspace.root);
    git("checkout", "-q", "main");
    workspace.put({ "a.sh": "main\n" });
    commitAll(workspace.root);
    git("merge", "-q", "--no-commit", "-s", "ours", "side");
    workspace.put({ "a.sh": `A=${token("M")}\n` });
    const merge = commitAll(workspace.root);
    const { findings } = await audit(workspace.root);
    expect(findings.map(({ path }) => path)).toEqual(["a.sh", "side.sh"]);
    expect(findings[0]?.commit?.id).toBe(merge.trim());
  });

  it("gives a secret the fingerprint that the audit of the files gives it", async () => {
    using workspace = repositoryOf({ "a.sh": `A=${token("T")}\n` });
    const options = { profile: "default" as const, rules, exclude: [], signal: new AbortController().signal };
    const now = (await auditWorkspace(workspace.root, options)).audit.findings.filter(({ rule }) => rule === "secret");
    const { findings } = await audit(workspace.root);
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual(now.map(({ fingerprint }) => fingerprint));
    expect(now).toHaveLength(1);
  });

  it("leaves out what was there at a commit", async () => {
    using workspace = repositoryOf({ "a.sh": `A=${token("O")}\n` }, { "b.sh": `A=${token("N")}\n` });
    expect((await audit(workspace.root, "HEAD~1")).findings).toMatchObject([{ path: "b.sh" }]);
    await expect(audit(workspace.root, "--all")).rejects.toMatchObject({ code: "usage" });
    await expect(audit(workspace.root, "nowhere")).rejects.toMatchObject({ code: "usage" });
  });

  it("reads names of all kinds, passes over what is binary or too large, and masks a secret in a name", async () => {
    using workspace = repositoryOf({
      "a\nb.sh": `A=${token("A")}\n`,
      "commit 0000000000000000000000000000000000000000 x": `A=${token("B")}\n`,
      ":100644 100644 a b M": `A=${token("C")}\n`,
      binary: Buffer.from(`\0${token("D")}`),
      large: `A=${token("E")}\n${"x".repeat(2 * 1024 * 1024)}`,
      [`${token("F")}.sh`]: `A=${token("G")}\n`,
    });
    const { findings, scanned } = await audit(workspace.root);
    expect(findings.map(({ path }) => path).sort()).toEqual([
      ":100644 100644 a b M",
      "[secret].sh",
      "a\nb.sh",
      "commit 0000000000000000000000000000000000000000 x",
    ]);
    expect(scanned).toBe(4);
  });

  it("runs nothing that the repository configures, and honours comments that silence", async () => {
    using workspace = repositoryOf({
      "a.sh": `A=${token("A")} # secretlint-disable-line -- made up\n`,
      ".gitattributes": "*.sh diff=evil filter=evil\n",
    });
    const mark = join(workspace.output, "ran");
    const config = `[diff "evil"]\n\ttextconv = touch ${mark};\n\tcommand = touch ${mark}\n[log]\n\tshowSignature = true\n`;
    writeFileSync(join(workspace.root, ".git", "config"), config, { flag: "a" });
    expect((await audit(workspace.root)).findings).toEqual([]);
    expect(existsSync(mark)).toBe(false);
  });

  it("says where there is no history", async () => {
    using workspace = testWorkspace({ a: "x" });
    await expect(audit(workspace.root)).rejects.toMatchObject({ code: "usage" });
  });
});
