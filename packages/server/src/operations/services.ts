import type { Access } from "../access/contract.ts";
import type { Approvals } from "../approvals/contract.ts";
import type { Channels } from "../channels/contract.ts";
import type { Database } from "../database/contract.ts";
import type { Ledger } from "../ledger/contract.ts";
import type { Limits } from "../limits/contract.ts";
import type { Roots } from "../roots/contract.ts";
import type { Runs } from "../runs/contract.ts";
import type { Schedules } from "../schedules/contract.ts";
import type { Settings } from "../settings/contract.ts";
import type { Templates } from "../templates/contract.ts";
import type { Tenants } from "../tenants/contract.ts";
import type { Vault } from "../vault/contract.ts";
import type { Workspaces } from "../workspaces/contract.ts";

/** Every room of a server that is up. Made once, in `serve/`. */
export interface Services {
  readonly settings: Settings;
  /** Milliseconds since the epoch, by the database's clock: the same on every replica. */
  readonly now: () => number;
  readonly database: Database;
  readonly vault: Vault;
  readonly access: Access;
  readonly tenants: Tenants;
  readonly roots: Roots;
  readonly ledger: Ledger;
  readonly limits: Limits;
  readonly workspaces: Workspaces;
  readonly templates: Templates;
  readonly runs: Runs;
  readonly approvals: Approvals;
  readonly schedules: Schedules;
  readonly channels: Channels;
}
