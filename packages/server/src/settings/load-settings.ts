import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Fault, fileName } from "@sdetkit/core";
import { decodeUtf8 } from "@sdetkit/runtime";
import { parseSettings } from "./parse-settings.ts";
import { resolveRoots } from "./resolve-roots.ts";
import { sandboxUidBase } from "./sandbox-uid-base.ts";
import { type RawSettings, settingsSchema } from "./settings-schema.ts";
import type { Settings } from "./types.ts";

/** What the command line said: it beats the environment, which beats the file. Paths are relative to the working directory. */
export interface SettingsFlags {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly databaseUrl?: string | undefined;
  readonly behindProxy?: boolean | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly simulate?: readonly string[] | undefined;
  readonly logLevel?: string | undefined;
}

/** Where settings come from. */
export interface SettingsSources {
  /** Absolute: `.sdetkit/server`. */
  readonly folder: string;
  /** Named with `--config`; else `server.yaml` beside the folder, if it is there. */
  readonly file?: string | undefined;
  readonly flags: SettingsFlags;
  readonly env: { readonly [name: string]: string | undefined };
}

/** The variables that are read, and what they set. */
export const SETTINGS_VARIABLES = {
  SDETKIT_HOST: "http.host",
  SDETKIT_PORT: "http.port",
  SDETKIT_BEHIND_PROXY: "http.behind_proxy",
  SDETKIT_TLS_CERT: "http.tls.cert",
  SDETKIT_TLS_KEY: "http.tls.key",
  SDETKIT_DATABASE_URL: "database.url",
  SDETKIT_SIMULATE: "channels.simulate",
  SDETKIT_LOG_LEVEL: "log.level",
} as const;

/**
 * The server's settings: flag beats environment beats file beats default. Faults `invalid-settings` (with diagnostics when it
 * is the file), `settings-missing`, `host-exposed`.
 */
export function loadSettings({ folder, file, flags, env }: SettingsSources): Settings {
  const path = resolve(file ?? join(folder, "..", "server.yaml"));
  const raw = override(readSettingsFile(path, file !== undefined), { ...fromEnvironment(env), ...defined(flags) });
  const base = dirname(path);
  const { http, database, runs, workspaces } = raw;
  refuseExposure(http);
  const roots = resolveRoots(raw.roots, base, folder);
  const { version: _, ...rest } = raw;
  return {
    ...rest,
    folder,
    http: {
      ...http,
      tls: http.tls && { cert: resolve(base, http.tls.cert), key: resolve(base, http.tls.key) },
    },
    database,
    roots,
    runs: { ...runs, sandboxUidBase: sandboxUidBase(runs.sandboxUidBase, roots.workspace) },
    workspaces: {
      ...workspaces,
      folders: workspaces.folders?.map((each) => resolve(base, each)) ?? [resolve(folder, "../..")],
    },
  };
}

function readSettingsFile(path: string, named: boolean): RawSettings {
  const text = readText(path, named);
  const parsed = parseSettings(path, text);
  if (parsed.ok) return parsed.value;
  const lines = text.split("\n");
  // The line is shown with the diagnostic: one with a password in it must not be.
  const secret = parsed.diagnostics.find(({ place }) => /@|password/i.test(lines[place.line - 1] ?? ""));
  if (secret !== undefined) {
    const { line, column } = secret.place;
    throw invalid(
      `${path} has an error at line ${line}, column ${column}; the line is not shown because it may hold a password`,
      // Nor what the hint repeats of it.
      secret.hint.replace(/: ["[].*$/s, ""),
    );
  }
  throw new Fault("invalid-settings", `expected valid settings in ${path}`, { diagnostics: parsed.diagnostics });
}

function readText(path: string, named: boolean): string {
  try {
    return decodeUtf8(readFileSync(path));
  } catch (cause) {
    if (!named && (cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new Fault("settings-missing", `expected the settings in ${path} to be readable, they are not`, { cause });
  }
}

function fromEnvironment(env: SettingsSources["env"]): SettingsFlags {
  const { SDETKIT_PORT: port, SDETKIT_BEHIND_PROXY: proxy, SDETKIT_SIMULATE: simulate } = env;
  if (proxy && !/^(?:true|false|1|0)$/.test(proxy))
    throw invalid("expected true or false in SDETKIT_BEHIND_PROXY", "write true or false");
  return defined({
    host: env["SDETKIT_HOST"] || undefined,
    port: port ? Number(port) : undefined,
    behindProxy: proxy ? /^(?:true|1)$/.test(proxy) : undefined,
    tlsCert: env["SDETKIT_TLS_CERT"] || undefined,
    tlsKey: env["SDETKIT_TLS_KEY"] || undefined,
    databaseUrl: env["SDETKIT_DATABASE_URL"] || undefined,
    simulate: simulate?.split(",").flatMap((kind) => kind.trim() || []),
    logLevel: env["SDETKIT_LOG_LEVEL"] || undefined,
  });
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** Puts what beats the file over it; held to the same rules as the file. */
function override(raw: RawSettings, flags: SettingsFlags): RawSettings {
  const over: { [section: string]: object } = {
    http: defined({ host: flags.host, port: flags.port, behindProxy: flags.behindProxy, tls: tlsOf(raw, flags) }),
    database: defined({ url: flags.databaseUrl }),
    channels: defined({ simulate: flags.simulate && [...flags.simulate] }),
    log: defined({ level: flags.logLevel }),
  };
  const merged = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, typeof value === "object" ? { ...value, ...over[key] } : value]),
  );
  const checked = settingsSchema.safeParse(merged);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const name = fileName(issue?.path.join(".") ?? "");
  const rule =
    issue?.code === "invalid_format" || issue?.code === "custom" ? `expected ${issue.message}` : issue?.message;
  throw invalid(
    `\`${name}\`, as set on the command line or in the environment, is not valid: ${rule}`,
    "correct the flag, or the variable SDETKIT_…",
  );
}

function tlsOf({ http }: RawSettings, { tlsCert, tlsKey }: SettingsFlags): RawSettings["http"]["tls"] | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  const [cert, key] = [tlsCert ? resolve(tlsCert) : http.tls?.cert, tlsKey ? resolve(tlsKey) : http.tls?.key];
  if (cert !== undefined && key !== undefined) return { cert, key };
  throw invalid("expected a TLS certificate and its key, got one of the two", "give both --tls-cert and --tls-key");
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** Tokens and deliveries must not cross a network in clear. */
function refuseExposure({ host, behindProxy, tls }: RawSettings["http"]): void {
  if (LOOPBACK.test(host) || behindProxy || tls) return;
  throw new Fault("host-exposed", `expected a loopback host, or TLS, got the host ${host} without either`);
}

function invalid(message: string, remedy: string): Fault {
  return new Fault("invalid-settings", message, { remedy });
}
