import type { Ledger } from "../ledger/contract.ts";
import type { Roots } from "../roots/contract.ts";
import type { Planning } from "./start-runs.ts";

/** What runs need besides planning. */
export interface RunsOptions extends Planning {
  readonly ledger: Pick<Ledger, "history">;
  readonly sandbox: "required" | "auto" | "off";
  readonly version: string;
  readonly roots: Pick<Roots, "folder">;
}
