import type { Ledger } from "../../storage/ledger/types.ts";
import type { LimitsOfTenant } from "./limits-of-tenant.ts";
import type { Planning } from "./start-runs.ts";

/** What runs need besides planning. */
export interface RunsOptions extends Planning {
  readonly ledger: Pick<Ledger, "history">;
  readonly sandbox: "required" | "auto" | "off";
  /** Null: commands run as the server does. */
  readonly sandboxUidBase: number | null;
  /** Files and folders of the server and of all tenants, which no command may see: none unless said. */
  readonly hidden?: readonly string[];
  readonly limits?: LimitsOfTenant;
  readonly version: string;
}
