import type { Postgres } from "@sdetkit/embedded-postgres";
import type { Settings } from "../../settings/types.ts";

/** What a person wants to see when a server is up; no password is in it. */
export function startupSummary(
  settings: Settings,
  postgres: Postgres | null,
): readonly { readonly name: string; readonly value: string }[] {
  const { roots, runs, channels } = settings;
  const simulated = channels.simulate.length === 0 ? "nothing" : channels.simulate.join(", ");
  return [
    { name: "database", value: describeDatabase(settings, postgres) },
    { name: "workspaces", value: roots.workspace },
    { name: "history", value: roots.history },
    { name: "dashboards", value: roots.dashboards },
    { name: "sandbox", value: `${runs.sandbox}${usersOf(runs.sandboxUidBase)}` },
    { name: "simulated", value: simulated },
  ];
}

function usersOf(base: number | null): string {
  return base === null ? "" : `, one user id per tenant from ${base + 1}`;
}

function describeDatabase({ database }: Settings, postgres: Postgres | null): string {
  if (postgres) return postgres.adopted ? "embedded PostgreSQL, already running" : "embedded PostgreSQL";
  const { hostname, pathname } = new URL(database.url as string);
  return `PostgreSQL${pathname} on ${hostname || "a socket"}`;
}
