import type { TenantRules } from "../tenants/types.ts";

/** The user that a tenant's commands run as, whatever starts them: its own where the server has users to give, else the server's. */
export function sandboxIdentity(
  base: number | null,
  { number }: Pick<TenantRules, "number">,
): { readonly identity?: { readonly uid: number; readonly gid: number } } {
  return base === null ? {} : { identity: { uid: base + number, gid: base + number } };
}
