import { Fault } from "@sdetkit/core";
import { findPostgres, postgresFolder } from "@sdetkit/embedded-postgres";
import type { Examined, Finding } from "@sdetkit/runtime";
import { Client } from "pg";
import { loadSettings, type SettingsSources } from "../../settings/load-settings.ts";
import { loadMasterKey } from "../../settings/master-key.ts";
import type { Settings } from "../../settings/types.ts";
import { databaseFault } from "../../storage/database/database-fault.ts";
import type { ServerContext } from "./check.ts";
import { serverChecks } from "./registry.ts";

/** Longest wait for a database that does not answer. In milliseconds. */
const CONNECT_MS = 5_000;

/** Runs every check of a server at the same time, in the order of the registry. Nothing is made, started or changed. */
export async function examineServer(
  sources: SettingsSources,
  now: () => number = Date.now,
): Promise<readonly Examined[]> {
  const { context, close } = openContext(sources, now);
  try {
    return await Promise.all(
      serverChecks.map(
        async ({ id, title, look }): Promise<Examined> => ({ id, title, ...(await look(context).catch(broken)) }),
      ),
    );
  } finally {
    await close();
  }
}

function openContext(sources: SettingsSources, now: () => number): { context: ServerContext; close(): Promise<void> } {
  let loaded: Settings | undefined;
  const settings = () => {
    loaded ??= loadSettings(sources);
    return loaded;
  };
  let connected: Promise<Client | null> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const url = () => settings().database.url ?? findPostgres(postgresFolder(settings()));
  const context: ServerContext = {
    sources,
    settings,
    masterKey: () => loadMasterKey(settings().folder, sources.env, { create: false }),
    url,
    ask: <R extends object>(sql: string, values: readonly unknown[] = []) => {
      connected ??= connect(url());
      const client = connected;
      // One connection for all checks: each question waits for the one before.
      const answer = last.then(async () => (await (await client)?.query<R>(sql, [...values]))?.rows ?? null);
      last = answer.catch(() => null);
      return answer;
    },
    now,
  };
  return {
    context,
    close: async () => {
      const client = await connected?.catch(() => null);
      await client?.end().catch(() => undefined);
    },
  };
}

async function connect(url: string | null): Promise<Client | null> {
  if (url === null) return null;
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "sdetkit doctor",
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw databaseFault(error);
  }
}

function broken(error: unknown): Finding {
  const detail = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof Fault ? error.remedy : undefined;
  return { status: "fail", detail, remedy: remedy ?? "fix what the message names, then check again" };
}
