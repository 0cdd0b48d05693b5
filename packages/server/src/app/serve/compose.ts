import type { ChannelKind } from "@sdetkit/channel-adapters";
import { type CommandCgroups, createRedactor, SandboxProbe, secretsFromEnvironment } from "@sdetkit/runtime";
import type { Logger } from "pino";
import { InProgress } from "../../api/in-progress.ts";
import { SerialQueue } from "../../api/serial-queue.ts";
import type { Services } from "../../api/services.ts";
import { createChat } from "../../chat/create-chat.ts";
import { createRunNotifier } from "../../chat/notifications/notify-runs.ts";
import { createAccess } from "../../control/access/create-access.ts";
import { createApprovals } from "../../control/approvals/create-approvals.ts";
import { createRuns } from "../../control/runs/create-runs.ts";
import { FirstRunPriority } from "../../control/runs/first-run-priority.ts";
import { createReplica } from "../../control/runs/replica/create-replica.ts";
import { limitsOfTenants } from "../../control/runs/runs-options.ts";
import type { Replica } from "../../control/runs/types.ts";
import { createSchedules } from "../../control/schedules/create-schedules.ts";
import { createTemplates } from "../../control/templates/create-templates.ts";
import { createTenants } from "../../control/tenants/create-tenants.ts";
import { exportTenant } from "../../control/tenants/export-tenant.ts";
import { createWorkspaces } from "../../control/workspaces/create-workspaces.ts";
import { createChannels } from "../../messaging/create-channels.ts";
import type { Settings } from "../../settings/types.ts";
import type { DatabaseClock } from "../../storage/database/database-clock.ts";
import type { Database } from "../../storage/database/types.ts";
import { createLedger } from "../../storage/ledger/create-ledger.ts";
import { createLimits } from "../../storage/limits/create-limits.ts";
import { createRoots } from "../../storage/roots/create-roots.ts";
import { createVault } from "../../storage/vault/create-vault.ts";
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
  /** The kinds of channels that there are. */
  readonly kinds: readonly ChannelKind[];
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

/** Every part of a server, the replica that works with them, and how it is. Nothing is started yet. */
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
  const told = {
    sandbox,
    probe: new SandboxProbe(),
    hidden,
    limits: ofCommands,
    version,
    priority: new FirstRunPriority(),
  };
  const shared = { database, access, tenants, workspaces, ledger, redactor, content: ledger.content, ...told };
  const runs = createRuns({ ...shared, templates, sandboxUidBase, now });
  const schedules = createSchedules({ database, runs, ledger, now, settings });
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
    kinds: parts.kinds,
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
    inProgress: new InProgress(),
    platformWork: new SerialQueue(),
  };
  const ended = createEndedRuns(parts.builtinTemplates);
  const replica = createReplica({
    ...shared,
    approvals,
    watchers: [createRunNotifier({ approvals, reply: channels.reply })],
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
    if (answer === "ok") log.info({ check, before }, "health check passed again");
    else log.error({ check, answer }, "health check failed, not ready");
  });
  return { services, replica, health, ended };
}
