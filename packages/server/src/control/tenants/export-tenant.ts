import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@sdetkit/core";
import { copyHistory, layoutOf, openHistory } from "@sdetkit/runtime";
import type { Database } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Roots } from "../../storage/roots/types.ts";
import { exportReadme } from "./export/readme.ts";
import { mirrorsIn, writeRepository } from "./export/write-repository.ts";
import { writeAuditLog, writeTokens } from "./export/write-tables.ts";
import { writeTemplates } from "./export/write-templates.ts";

/** What exporting needs. */
export interface ExportPorts {
  readonly database: Database;
  readonly ledger: Pick<Ledger, "publish" | "content">;
  readonly roots: Pick<Roots, "folder">;
}

/**
 * Writes a folder that the local CLI verifies and replays without this server. Runs may go on meanwhile: what is recorded when it
 * begins is in it. Faults `folder-not-empty`, `unknown-tenant`, and those of publishing.
 */
export async function exportTenant(ports: ExportPorts, tenant: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new Fault("folder-not-empty", `expected an empty folder to export to, ${folder} holds something`);
  }
  const { database, ledger, roots } = ports;
  await ledger.publish(tenant);
  const { layout: published } = await ledger.content(tenant);
  const layout = layoutOf(folder);
  await copyHistory(published, layout);
  const { name, config, templates } = await database.tenant(tenant, async (tx) => {
    const row = await tx.selectFrom("tenants").select(["name", "config"]).where("id", "=", tenant).executeTakeFirst();
    if (row === undefined) throw unknownTenant(tenant);
    await writeTokens(folder, tx, tenant);
    const own = tx.selectFrom("templates").select(["id", "source"]).where("tenant", "=", tenant);
    return { ...row, templates: await own.execute() };
  });
  // An empty one is the default, which the CLI writes by itself.
  if (config !== "") await writeFile(layout.config, config);
  const history = openHistory(layout, { readOnly: true });
  try {
    const missing = await writeTemplates(layout, history, templates);
    await writeAuditLog(folder, history);
    const repository = await writeRepository(folder, await mirrorsIn(await roots.folder("workspace", tenant)));
    const runs = history.runs();
    const readme = exportReadme({ name, runs, acts: history.size() - runs, repository, missing });
    await writeFile(join(folder, "README.md"), readme);
  } finally {
    history.close();
  }
}

function unknownTenant(tenant: string): Fault {
  return new Fault("unknown-tenant", `expected a tenant of this server, got ${tenant}`);
}
