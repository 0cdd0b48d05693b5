import { csvLine, escapeMarkdown } from "@sdetkit/core";
import type { AccessMatrix, MatrixRow } from "./access-matrix.ts";

/** Renders the hand-over document: as Markdown for people, as CSV for spreadsheets. No secret is in it. */
export function renderMatrix(matrix: AccessMatrix, format: "md" | "csv"): string {
  return format === "md" ? markdown(matrix) : csv(matrix);
}

function csv({ scopes, rows }: AccessMatrix): string {
  const header = ["kind", "id", "name", "account", "role", "state", "expires_at", "last_used_at", ...scopes];
  const lines = rows.map((row) => [
    ...[row.kind, row.id, row.name, row.account, row.role, row.state, row.expires_at, row.last_used_at],
    ...scopes.map((scope) => (row.scopes.includes(scope) ? "yes" : "no")),
  ]);
  return [header, ...lines].map(csvLine).join("");
}

function markdown({ scopes, rows }: AccessMatrix): string {
  const of = (kind: MatrixRow["kind"]) => rows.filter((row) => row.kind === kind);
  return `# Permission matrix

What is not marked is refused. A token has the scopes it was issued with, as far as its account's role still includes them.

## Roles

${rolesTable({ scopes, rows })}
Duties are separated: an administrator cannot approve, and the account that started a run cannot approve it. An administrator appoints approvers
by giving accounts that role; the audit log shows each appointment and each token.

## Accounts

${table(
  ["account", "role", "state"],
  of("account").map(({ name, role, state }) => [escapeMarkdown(name), role, state]),
)}
## Tokens

${table(
  ["id", "for", "account", "state", "current scopes", "expires", "last used"],
  of("token").map((row) => [
    `\`${row.id}\``,
    escapeMarkdown(row.name),
    escapeMarkdown(row.account ?? ""),
    row.state,
    row.scopes.join(", ") || "none",
    row.expires_at ?? "never",
    row.last_used_at ?? "never",
  ]),
)}`;
}

/** What each role may do, as a Markdown table: in the hand-over document and in the manual. */
export function rolesTable({ scopes, rows }: AccessMatrix): string {
  const roles = rows.filter(({ kind }) => kind === "role");
  return table(
    ["scope", ...roles.map(({ name }) => name)],
    scopes.map((scope) => [`\`${scope}\``, ...roles.map((role) => (role.scopes.includes(scope) ? "yes" : ""))]),
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "None.\n";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(header) + line(header.map(() => "---")) + rows.map(line).join("");
}
