import type { CommandLimits, SandboxProbe } from "@sdetkit/runtime";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Roots } from "../../storage/roots/types.ts";
import type { TenantRules } from "../tenants/types.ts";
import type { Planning } from "./start-runs.ts";

/** What runs need besides planning. */
export interface RunsOptions extends Planning {
  readonly ledger: Pick<Ledger, "history">;
  readonly sandbox: "required" | "auto" | "off";
  /** Shared by the runs of all tenants. */
  readonly probe: SandboxProbe;
  /** Null: commands run as the server does. */
  readonly sandboxUidBase: number | null;
  /** Files and folders of the server and of all tenants, which no command may see: none unless said. */
  readonly hidden?: readonly string[];
  readonly limits?: LimitsOfTenant;
  readonly version: string;
}

/** What the commands of a tenant may use at most; nothing said, they have no limits of the server's. */
export type LimitsOfTenant = (tenant: string, rules: Pick<TenantRules, "quotas">) => CommandLimits;

/** The same limits for all tenants, and for each what its storage quota leaves. */
export function limitsOfTenants(commands: Omit<CommandLimits, "room">, roots: Pick<Roots, "usage">): LimitsOfTenant {
  return (tenant, { quotas }) => ({
    ...commands,
    room: async () => quotas.storageBytes - (await roots.usage(tenant)),
  });
}
