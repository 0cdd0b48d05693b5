import { loadChannelKinds } from "@sdetkit/channel-adapters";
import { ExitCode } from "@sdetkit/core";
import type { Postgres } from "@sdetkit/embedded-postgres";
import { launchPostgres, postgresFolder } from "@sdetkit/embedded-postgres";
import { createRedactor, openCommandCgroups, secretsFromEnvironment } from "@sdetkit/runtime";
import { noteCommandLimits } from "../../control/runs/command-limits-note.ts";
import { noteAddress } from "../../http/address-note.ts";
import { createApp } from "../../http/create-app.ts";
import { listen } from "../../http/listen.ts";
import { readTlsFiles } from "../../http/read-tls-files.ts";
import { loadSettings } from "../../settings/load-settings.ts";
import { loadMasterKey } from "../../settings/master-key.ts";
import type { Settings } from "../../settings/types.ts";
import { openDatabaseClock, requireSameTime } from "../../storage/database/database-clock.ts";
import { openDatabase } from "../../storage/database/open-database.ts";
import { sourcesOf } from "./admin.ts";
import { compose } from "./compose.ts";
import { maintenanceTasks } from "./maintenance.ts";
import { openLog } from "./open-log.ts";
import { repeat } from "./repeat.ts";
import { checkSimulated } from "./require-known-kinds.ts";
import { serverMetrics } from "./server-metrics.ts";
import { startupSummary } from "./startup-summary.ts";
import type { Ended, RunningServer, ServerCall } from "./types.ts";

/** Starts a server: its database, its parts, its replica, its doors. Whatever was started is ended again when a later part does not start. */
export async function serve(call: ServerCall): Promise<RunningServer> {
  const settings = loadSettings(sourcesOf(call));
  // Before anything is started.
  if (settings.http.tls !== null) readTlsFiles(settings.http.tls);
  const kinds = await loadChannelKinds();
  checkSimulated(settings.channels.simulate, kinds);
  const masterKey = loadMasterKey(settings.folder, call.env);
  const redactor = createRedactor({ secrets: secretsFromEnvironment(call.env) });
  const log = openLog(settings.log.level, redactor, call.log);
  if (settings.runs.sandbox !== "required") {
    const where = settings.runs.sandbox === "off" ? "" : "where bubblewrap does not work, ";
    log.warn({ sandbox: settings.runs.sandbox }, `${where}commands of tenants are not confined`);
  }
  const ends: (() => Promise<unknown>)[] = [];
  const endAll = async () => {
    for (const end of ends.reverse().splice(0)) {
      await end().catch((err) => log.error({ err }, "ending a part of the server"));
    }
  };
  try {
    // Before PostgreSQL is started: everything has to be out of the cgroup that is divided.
    const cgroups = await openCommandCgroups();
    noteCommandLimits(settings.folder, cgroups);
    if (cgroups.kind === "none") log.info({ why: cgroups.why }, "command limits enforced by rlimits only");
    else log.info({ cgroup: cgroups.folder, controllers: cgroups.controllers }, "command limits enforced by cgroups");
    const postgres = settings.database.url === null ? await embedded(settings, (line) => log.info(line)) : null;
    if (postgres) ends.push(() => postgres.stop());
    const url = postgres?.url ?? (settings.database.url as string);
    const database = await openDatabase({ url, masterKey, connections: settings.database.connections });
    ends.push(() => database.close());
    const clock = await openDatabaseClock(database);
    requireSameTime(clock, settings.database.maxClockSkewSeconds);
    const {
      services,
      replica,
      health,
      ended: endedRuns,
    } = compose({
      ...call,
      settings,
      database,
      clock,
      masterKey,
      kinds,
      log,
      ...(cgroups.kind === "none" ? {} : { cgroups }),
    });
    await replica.start();
    let handedOver = 0;
    ends.push(async () => {
      handedOver = await replica.drain(settings.runs.drainSeconds);
    });
    services.channels.start();
    ends.push(() => services.channels.stop());
    ends.push(
      repeat(maintenanceTasks(services, clock, health), (task, err) =>
        log.warn({ err, task }, "maintenance task failed"),
      ),
    );
    let begun = false;
    const app = createApp(services, {
      version: call.version,
      log,
      metrics: serverMetrics({
        ...{ database, clock, replica, endedRuns, channels: services.channels },
        folders: foldersOf(settings),
      }),
      ready: async () => (begun ? await health.look() : { ready: false, checks: { start: "not over" } }),
    });
    const doors = await listen(app, settings);
    ends.push(() => doors.close(settings.runs.drainSeconds));
    noteAddress(settings.folder, doors.url, doors.port);
    // After all that may fail: a token that is made and shown once must not be lost with a start that comes to nothing.
    const token = await services.access.bootstrapPlatform({ anew: call.newAdminToken === true });
    begun = true;
    log.info({ url: doors.url, replica: replica.id }, "serving");
    const { promise: ended, resolve } = Promise.withResolvers<Ended>();
    const end = async () => {
      log.info({ replica: replica.id, busy: replica.busy }, "stopping");
      await endAll();
      log.info({ replica: replica.id, handedOver }, "stopped");
      resolve({ exit: ExitCode.done, handedOver });
    };
    const reload = () => {
      const { tls } = settings.http;
      if (tls === null) return log.info("reload requested, no TLS files to reload");
      try {
        doors.reload();
        log.info({ cert: tls.cert }, "TLS certificate reloaded");
      } catch (err) {
        log.error({ err, cert: tls.cert, key: tls.key }, "TLS certificate invalid, previous one kept");
      }
    };
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= end();
      return stopping;
    };
    return {
      url: doors.url,
      adminToken: token?.token ?? null,
      about: startupSummary(settings, postgres),
      ended,
      reload,
      stop,
    };
  } catch (error) {
    await endAll();
    throw error;
  }
}

/** The local folders that fill up. */
function foldersOf(settings: Settings): { readonly [place: string]: string } {
  const { workspace, history, dashboards } = settings.roots;
  const own = { workspaces: workspace, history, dashboards };
  return settings.database.url === null ? { ...own, database: postgresFolder(settings) } : own;
}

function embedded(settings: Settings, log: (line: string) => void): Promise<Postgres> {
  return launchPostgres({ folder: postgresFolder(settings), log });
}
