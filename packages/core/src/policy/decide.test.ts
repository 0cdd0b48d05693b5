import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LogicalPath, parseLogicalPath } from "../action/logical-path.ts";
import type { Need } from "../action/spec.ts";
import type { Policy } from "../config/config.ts";
import type { Permissions } from "../template/model.ts";
import { decide, writableRoots } from "./decide.ts";

const policy: Policy = {
  write: [".sdetkit/agent/workdir", "reports"],
  shell: [["git", "log", "--oneline"]],
  network: false,
  env: [],
  budgets: { maxSteps: 10, maxActions: 10 },
  approvals: { approvers: ["*"], self: true },
};
const everything: Permissions = { write: ["."], shell: [["..."]], network: true };
const nothing: Permissions = { write: [], shell: [], network: false };
const at = (path: string): LogicalPath => parseLogicalPath(path) as LogicalPath;
const write = (path: string): Need => ({ kind: "write", path: at(path) });
const shell = (...argv: string[]): Need => ({ kind: "shell", argv, cwd: at("") });
const ask = (need: Need, permissions: Permissions | null = null, using = policy) =>
  decide({ policy: using, permissions, needs: [need] });

describe("decide", () => {
  it("lets a run write into its own output folder and the workdir without asking", () => {
    expect(ask(write("output:/a/b.txt"), nothing).kind).toBe("allow");
    expect(ask(write(".sdetkit/agent/workdir/a.txt"), { ...nothing, write: [".sdetkit/agent/workdir"] }).kind).toBe(
      "allow",
    );
  });

  it("asks before any allowed write elsewhere, and before every command", () => {
    expect(ask(write("reports/a.txt"))).toMatchObject({
      kind: "approval",
      why: ["writes workspace:/reports/a.txt, outside .sdetkit/agent/workdir"],
    });
    expect(ask(shell("git", "log", "--oneline"))).toMatchObject({ kind: "approval" });
  });

  it("denies what either side leaves out, naming the rule that said no", () => {
    expect(ask(write("src/a.ts"))).toMatchObject({ kind: "deny", reasons: [{ rule: "write-allowlist" }] });
    expect(ask(write("reports/a.txt"), nothing)).toMatchObject({
      kind: "deny",
      reasons: [{ rule: "template-permissions" }],
    });
    expect(ask(shell("git", "log", "--oneline", "--output=x"))).toMatchObject({
      kind: "deny",
      reasons: [{ rule: "shell-allowlist" }],
    });
    expect(ask(shell("git", "log", "--oneline"), nothing)).toMatchObject({
      kind: "deny",
      reasons: [{ rule: "template-permissions" }],
    });
    expect(ask({ kind: "network" }, everything)).toMatchObject({ kind: "deny", reasons: [{ rule: "network" }] });
  });

  it("does not let a sibling with the same beginning pass", () => {
    expect(ask(write("reports-private/a.txt")).kind).toBe("deny");
  });

  it("never allows a write to the rules, the proof, or git, whatever the allowlist says", () => {
    const open: Policy = { ...policy, write: ["."] };
    for (const path of [
      ".git/hooks/pre-commit",
      ".GIT/config",
      ".sdetkit/config.yaml",
      ".sdetkit/agent/history/x",
      ".sdetkit",
    ]) {
      expect(ask(write(path), everything, open)).toMatchObject({ kind: "deny", reasons: [{ rule: "path" }] });
    }
  });

  it("never allows a write to a repository or a workspace at any depth, in any spelling, the workdir included", () => {
    const open: Policy = { ...policy, write: [".", ".sdetkit/agent/workdir", "sub/.git"] };
    for (const path of [
      "sub/.git/config",
      "sub/.git",
      "sub/.Git /hooks/pre-commit",
      "a/b/.sdetKit/config.yaml",
      "sub/.\u017fdetkit/config.yaml",
      "sub/g\u200bit~1/config",
      ".sdetkit/agent/workdir/d/.git/config",
      ".sdetkit/agent/workdir/d/.GIT/HEAD",
      ".sdetkit/agent/workdir/.sdetkit/config.yaml",
      ".SDETKIT/agent/workdir/a.txt",
    ]) {
      expect(ask(write(path), everything, open), path).toMatchObject({ kind: "deny", reasons: [{ rule: "path" }] });
    }
    for (const path of [".github/workflows/ci.yml", ".gitignore", "sub/.gitattributes", "git/config"]) {
      expect(ask(write(path), everything, open).kind, path).toBe("approval");
    }
  });

  it("asks in the workdir too before a file upon which a tool acts by itself, a bare repository's for one", () => {
    for (const path of ["d/HEAD", "d/.envrc", ".vscode/tasks.json"]) {
      const asked = ask(write(`.sdetkit/agent/workdir/${path}`));
      expect(asked, path).toMatchObject({ kind: "approval", why: [expect.stringContaining("may act by itself")] });
    }
  });

  it("never allows reading private keys", () => {
    expect(ask({ kind: "read", path: at(".sdetkit/agent/keys/ledger.pem") })).toMatchObject({ kind: "deny" });
    expect(ask({ kind: "read", path: at("src/a.ts") }).kind).toBe("allow");
  });

  it("denies everything but reads and output when nothing is allowed", () => {
    const closed: Policy = { ...policy, write: [], shell: [] };
    const need = fc.oneof(
      fc.string().map((text): Need => ({ kind: "write", path: { root: "workspace", path: text } })),
      fc.array(fc.string(), { minLength: 1 }).map((argv) => shell(...argv)),
      fc.constant<Need>({ kind: "network" }),
    );
    fc.assert(fc.property(need, (each) => ask(each, everything, closed).kind === "deny"));
  });

  it("gives one answer for many needs: a single denial denies all", () => {
    const needs = [write("output:/a"), write("reports/b"), write("src/c")];
    expect(decide({ policy, permissions: null, needs }).kind).toBe("deny");
  });
});

describe("writableRoots", () => {
  it("gives commands only what policy and template both allow", () => {
    const permissions = { ...nothing, write: ["reports/daily", "src"] };
    expect(writableRoots(policy, permissions)).toEqual([at("output:"), at("reports/daily")]);
  });
});
