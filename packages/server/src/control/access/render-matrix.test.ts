import { readFileSync } from "node:fs";
import { TOKEN_SHAPE } from "@sdetkit/runtime";
import { describe, expect, it } from "vitest";
import { accessMatrix } from "./access-matrix.ts";
import { renderMatrix, rolesTable } from "./render-matrix.ts";
import { ROLES, SCOPES } from "./roles.ts";
import type { AccountView, TokenView } from "./types.ts";

const account = (name: string, role: AccountView["role"], disabled = false): AccountView => {
  return { id: `acc-${name}`, name, kind: "person", role, disabled, identities: [] };
};
const token = (owner: string, more: Partial<TokenView> = {}): TokenView => ({
  id: `tok-${owner}`,
  name: "ci",
  account: owner,
  scopes: ["runs:read", "runs:write"],
  state: "active",
  created_at: "2026-11-22T00:00:00.000Z",
  created_by: "admin",
  expires_at: null,
  last_used_at: null,
  replaced_by: null,
  claimed_at: null,
  ...more,
});

const matrix = accessMatrix(
  [account("ann", "operator"), account("bob", "viewer"), account("carl", "operator", true)],
  [token("ann", { name: "=HYPERLINK(1)|<b>" }), token("bob"), token("carl"), token("ann", { state: "revoked" })],
);

describe("the matrix", () => {
  it("counts what each token may do now", () => {
    const tokens = matrix.rows.filter(({ kind }) => kind === "token");
    expect(tokens.map(({ state, scopes }) => [state, ...scopes])).toEqual([
      ["active", "runs:read", "runs:write"],
      ["active", "runs:read"],
      ["disabled"],
      ["revoked"],
    ]);
  });

  it("shows a tenant every role and scope that it can have, and none of the platform's", () => {
    const roles = matrix.rows.filter(({ kind }) => kind === "role").map(({ name }) => name);
    expect(roles).toEqual(Object.keys(ROLES).filter((role) => role !== "platform-admin"));
    expect(matrix.scopes).toEqual(SCOPES.filter((scope) => !scope.startsWith("platform:")));
    expect(accessMatrix([account("admin", "platform-admin")], []).rows.map(({ name }) => name)).toEqual([
      "platform-admin",
      "admin",
    ]);
  });

  it("is CSV with a row for each and a column for each scope, in which no cell is a formula", () => {
    const lines = renderMatrix(matrix, "csv").trimEnd().split("\r\n");
    expect(lines).toHaveLength(1 + matrix.rows.length);
    for (const line of lines) expect(line.split(",")).toHaveLength(8 + matrix.scopes.length);
    expect(lines.join()).toContain("'=HYPERLINK(1)|<b>");
  });

  it("is Markdown that no name can break out of", () => {
    const text = renderMatrix(matrix, "md");
    expect(text).toContain("| `approvals:decide` |  |  | yes |  |  |  |\n");
    expect(text).not.toContain("<b>");
    expect(text).not.toContain("HYPERLINK(");
  });

  it("of roles is what the manual shows, as is the pattern for scanners", () => {
    const page = readFileSync(new URL("../../../../../docs/guide/server-access.md", import.meta.url), "utf8");
    expect(page).toContain(`\n\n${rolesTable(accessMatrix([], []))}\n`);
    expect(page).toContain(`\n\\b${TOKEN_SHAPE.source}\\b\n`);
  });
});
