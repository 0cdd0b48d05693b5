/** What a caller may be allowed to do. `platform:*` are for those who run the server, and for no tenant's data. */
export const SCOPES = [
  "runs:read",
  "runs:write",
  "approvals:read",
  "approvals:decide",
  "templates:read",
  "templates:write",
  "schedules:read",
  "schedules:write",
  "workspaces:read",
  "workspaces:write",
  "channels:read",
  "channels:write",
  "conversations:read",
  "history:read",
  "audit:read",
  "accounts:read",
  "accounts:write",
  "tokens:read",
  "tokens:write",
  "tenant:read",
  "tenant:write",
  "tenant:export",
  "platform:tenants",
  "platform:tokens",
  "platform:workspaces",
  "platform:audit",
] as const;

export type Scope = (typeof SCOPES)[number];

const viewer = [
  "runs:read",
  "approvals:read",
  "templates:read",
  "schedules:read",
  "workspaces:read",
  "history:read",
] as const satisfies readonly Scope[];
const operator = [...viewer, "runs:write", "conversations:read"] as const satisfies readonly Scope[];

/** The scopes of each role: the token matrix. What a role does not name it cannot do. */
export const ROLES = {
  viewer,
  operator,
  approver: [...viewer, "approvals:decide"],
  "template-owner": [...operator, "templates:write", "schedules:write"],
  auditor: [
    ...viewer,
    "audit:read",
    "conversations:read",
    "tokens:read",
    "accounts:read",
    "channels:read",
    "tenant:read",
    "tenant:export",
  ],
  "tenant-admin": SCOPES.filter((scope) => !scope.startsWith("platform:") && scope !== "approvals:decide"),
  "platform-admin": SCOPES.filter((scope) => scope.startsWith("platform:")),
} as const satisfies { readonly [role: string]: readonly Scope[] };

export type Role = keyof typeof ROLES;
