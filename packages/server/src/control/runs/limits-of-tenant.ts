import type { CommandLimits } from "@sdetkit/runtime";
import type { Roots } from "../../storage/roots/types.ts";
import type { TenantRules } from "../tenants/types.ts";

/** What the commands of a tenant may use at most; nothing said, they have no limits of the server's. */
export type LimitsOfTenant = (tenant: string, rules: Pick<TenantRules, "quotas">) => CommandLimits;

/** The same limits for all tenants, and for each what its storage quota leaves. */
export function limitsOfTenants(commands: Omit<CommandLimits, "room">, roots: Pick<Roots, "usage">): LimitsOfTenant {
  return (tenant, { quotas }) => ({
    ...commands,
    room: async () => quotas.storageBytes - (await roots.usage(tenant)),
  });
}
