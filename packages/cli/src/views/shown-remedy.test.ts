import { expect, it } from "vitest";
import { shownRemedy } from "./shown-remedy.ts";

const denied = (argv: readonly string[]) => ({
  rule: "shell-allowlist" as const,
  need: { kind: "shell" as const, argv, cwd: { root: "workspace" as const, path: "" } },
  message: "not allowed",
  remedy: "add its exact words to policy.shell in .sdetkit/config.yaml",
});
const shell = [["git", "log", "--max-count=<int>"]];

it("names the policy of where the run was", () => {
  expect(shownRemedy(denied(["make"]), { config: "the tenant's config" })).toBe(
    "add its exact words to policy.shell in the tenant's config",
  );
});

it("does not advise to widen the policy for a value that does not fit", () => {
  const remedy = (argv: readonly string[]) => shownRemedy(denied(argv), { config: "x.yaml", shell });
  expect(remedy(["git", "log", "--max-count=-1"])).toBe('give a value that fits <int>, "-1" does not');
  expect(remedy(["git", "show", "--max-count=-1"])).toContain("policy.shell in x.yaml");
  expect(remedy(["git", "log", "--max-count=-1", "more"])).toContain("policy.shell in x.yaml");
});
