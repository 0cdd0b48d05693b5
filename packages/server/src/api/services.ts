import type { Access } from "../control/access/types.ts";
import type { Approvals } from "../control/approvals/types.ts";
import type { Runs } from "../control/runs/types.ts";
import type { Schedules } from "../control/schedules/types.ts";
import type { Templates } from "../control/templates/types.ts";
import type { Tenants } from "../control/tenants/types.ts";
import type { Workspaces } from "../control/workspaces/types.ts";
import type { Channels } from "../messaging/types.ts";
import type { Settings } from "../settings/types.ts";
import type { Database } from "../storage/database/types.ts";
import type { Ledger } from "../storage/ledger/types.ts";
import type { Limits } from "../storage/limits/types.ts";
import type { Roots } from "../storage/roots/types.ts";
import type { Vault } from "../storage/vault/types.ts";
import type { InProgress } from "./in-progress.ts";
import type { SerialQueue } from "./serial-queue.ts";

/** Every part of a server that is up. Made once, in `app/serve/`. */
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
  /** What is long or heavy and in progress here, by operation and tenant. */
  readonly inProgress: InProgress;
  /** Work that writes into a tenant's ledger and the platform's. */
  readonly platformWork: SerialQueue;
}
