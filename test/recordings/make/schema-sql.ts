import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { CLI } from "../../harness/cli.ts";

/** The statements by which this version makes its schema in an empty database, as they reach PostgreSQL. */
export async function schemaSql(): Promise<string> {
  const packages = join(dirname(CLI), "../..");
  const sources = join(packages, "server/src");
  const launch = join(packages, "embedded-postgres/src/launch-postgres.ts");
  const { migrate } = await import(pathToFileURL(join(sources, "storage/database/migrate.ts")).href);
  const { launchPostgres } = await import(pathToFileURL(launch).href);
  const folder = mkdtempSync(join("/tmp", "recording-schema-"));
  const postgres = await launchPostgres({ folder });
  const said: string[] = [];
  // The module that `migrate` has, which is not the one that is found from here.
  const client: { query(text: unknown, ...rest: unknown[]): unknown } = createRequire(join(sources, "index.ts"))("pg")
    .Client.prototype;
  const query = client.query;
  client.query = function listened(text, ...rest) {
    if (typeof text === "string") said.push(text);
    return query.call(this, text, ...rest);
  };
  try {
    await migrate(postgres.url, Buffer.alloc(32, 9));
  } finally {
    client.query = query;
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  // Roles are of the whole cluster, not of a database: whoever opens this makes them.
  return said
    .filter((text) => /^(?:CREATE SCHEMA|SET|CREATE TABLE|BEGIN)/.test(text))
    .map((text) => `${text};\n`)
    .join("");
}
