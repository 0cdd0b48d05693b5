import type { Finding } from "@sdetkit/runtime";
import type { SettingsSources } from "../../settings/load-settings.ts";
import type { Settings } from "../../settings/types.ts";

/** What a server's checks may look at. What several need is looked up once. */
export interface ServerContext {
  readonly sources: SettingsSources;
  /** Throws the Fault that the server would end with. */
  settings(): Settings;
  /** The master key, which is never made here. Throws its Fault. */
  masterKey(): Buffer;
  /** Asks the database as its owner; null when the server's own PostgreSQL does not run. Throws when it should answer and does not. */
  ask<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[] | null>;
  /** The owner's URL; null when the server's own PostgreSQL does not run. */
  url(): string | null;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** One check of `agent doctor --server`. Add one: its file, its test, one line in the registry. */
export interface ServerCheck {
  readonly id: string;
  readonly title: string;
  look(context: ServerContext): Promise<Finding>;
}

/** Why a check that asks the database did not. */
export const NO_DATABASE = "the embedded PostgreSQL is not running; it starts with the server";

/** Something that stands in the way. */
export function failing(detail: string, remedy: string): Finding {
  return { status: "fail", detail, remedy };
}

/** Something to look at that does not stand in the way. */
export function warning(detail: string, remedy: string): Finding {
  return { status: "warn", detail, remedy };
}
