import { type CommandCgroups, createRedactor, secretsFromEnvironment } from "@sdetkit/runtime";
import type { Logger } from "pino";
import { createAccess } from "../access/create-access.ts";
import { createApprovals } from "../approvals/create-approvals.ts";
import { createChannels } from "../channels/create-channels.ts";
import { createChat } from "../channels/intents/create-chat.ts";
import { createRunTeller } from "../channels/runs-told/tell-runs.ts";
import type { Database } from "../database/contract.ts";
import type { DatabaseClock } from "../database/database-clock.ts";
import { createLedger } from "../ledger/create-ledger.ts";
import { createLimits } from "../limits/create-limits.ts";
import type { Services } from "../operations/services.ts";
import { createRoots } from "../roots/create-roots.ts";
import type { Replica } from "../runs/contract.ts";
import { Courtesy } from "../runs/courtesy.ts";
import { createRuns } from "../runs/create-runs.ts";
import { limitsOfTenants } from "../runs/limits-of-tenant.ts";
import { createReplica } from "../runs/replica/create-replica.ts";
import { createSchedules } from "../schedules/create-schedules.ts";
import type { Settings } from "../settings/contract.ts";
import { createTemplates } from "../templates/create-templates.ts";
import { createTenants } from "../tenants/create-tenants.ts";
import { exportTenant } from "../tenants/export-tenant.ts";
import { createVault } from "../vault/create-vault.ts";
import { createWorkspaces } from "../workspaces/create-workspaces.ts";
import { createEndedRuns, type EndedRuns } from "./ended-runs.ts";
import { createHealth, type Health } from "./health.ts";
import { healthChecks } from "./health-checks.ts";
import { performWithin } from "./perform-within.ts";

/** What a server is made of. */
export interface Composing {
  readonly settings: Settings;
  readonly database: Database;
  readonly clock: DatabaseClock;
  readonly masterKey: Buffer;
  /** Absent: rlimits alone hold commands. */
  readonly cgroups?: CommandCgroups;
  readonly env: { readonly [name: string]: string | undefined };
  readonly builtinTemplates: string;
  /** Absolute path of `server.yaml` where it was named. */
  readonly config?: string | undefined;
  readonly version: string;
  readonly log: Logger;
}

interface Composed {
  readonly services: Services;
  readonly replica: Replica;
  readonly health: Health;
  readonly ended: EndedRuns;
}

/** Every room of a server, the replica that works in them, and how it is. Nothing is started yet. */
export function compose(parts: Composing): Composed {
  const { settings, database, clock, masterKey, log, version } = parts;
  const { now } = clock;
  const redactor = createRedactor({ secrets: secretsFromEnvironment(parts.env) });
  const vault = createVault(masterKey);
  const roots = createRoots(settings.roots, { now });
  const ledger = createLedger({ database, vault, roots, now });
  const access = createAccess({ database, ledger, now });
  const limits = createLimits({ database, now });
  const tenants = createTenants({
    database,
    access,
    ledger,
    roots,
    settings,
    now,
    exportTenant: (tenant, folder) => exportTenant({ database, ledger, roots }, tenant, folder),
  });
  const workspaces = createWorkspaces({ database, roots, ledger, settings, now, wall: Date.now });
  const templates = createTemplates({ workspaces, ledger, builtin: parts.builtinTemplates, now });
  const approvals = createApprovals({ database, ledger, tenants, now });
  const { sandbox, sandboxUidBase, slots, replicaTimeoutSeconds } = settings.runs;
  // Where these lie in a folder with programs, such as /opt, a sandbox would show them to whoever runs as the server does.
  const hidden = [
    ...[settings.folder, ...Object.values(settings.roots), ...settings.workspaces.folders],
    ...[...Object.values(settings.http.tls ?? {}), ...(parts.config === undefined ? [] : [parts.config])],
  ].filter((path) => path !== "/");
  const ofCommands = limitsOfTenants({ ...settings.runs.commands, cgroups: parts.cgroups }, roots);
  const told = { sandbox, hidden, limits: ofCommands, version, courtesy: new Courtesy() };
  const shared = { database, tenants, workspaces, ledger, redactor, content: ledger.content, ...told };
  const runs = createRuns({ ...shared, templates, sandboxUidBase, now });
  const schedules = createSchedules({ database, runs, access, ledger, now, settings });
  const channels = createChannels({
    database,
    vault,
    access,
    limits,
    ledger,
    settings,
    services: () => services,
    chat: createChat(performWithin(() => services)),
    now,
    log,
  });
  const services: Services = {
    settings,
    now,
    database,
    vault,
    access,
    tenants,
    roots,
    ledger,
    limits,
    workspaces,
    templates,
    runs,
    approvals,
    schedules,
    channels,
  };
  const ended = createEndedRuns(parts.builtinTemplates);
  const replica = createReplica({
    ...shared,
    approvals,
    watchers: [createRunTeller({ approvals, reply: channels.reply })],
    sandboxUidBase,
    slots,
    giveWay: channels.crowded,
    storable: () => health.storable(),
    ended: ended.note,
    now,
    timeoutSeconds: replicaTimeoutSeconds,
    log: (level, what, about) => log[level](about, what),
  });
  const health: Health = createHealth(healthChecks({ settings, database, clock, replica }), (check, answer, before) => {
    if (answer === "ok") log.info({ check, before }, "well again");
    else log.error({ check, answer }, "not well, so not ready");
  });
  return { services, replica, health, ended };
}
