import type { TemplateSource } from "@sdetkit/core";
import { builtinSources, type Catalogue, catalogueOf } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Tx } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Snapshot, Workspaces } from "../workspaces/types.ts";
import { putTemplate, removeTemplate } from "./put-template.ts";
import type { Templates } from "./types.ts";

/** What templates need of the other parts of the server. */
export interface TemplatesNeed {
  readonly workspaces: Pick<Workspaces, "snapshot">;
  readonly ledger: Pick<Ledger, "appendAuditEvent">;
  /** The folder of the catalogue that is shipped with the product. */
  readonly builtin: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** For so long a replica believes that a tenant's own templates are still those; where they were changed it looks each time. */
const BELIEVED_MS = 500;
const DOUBTED_MS = 5_000;

/** Opens the templates of all tenants. */
export function createTemplates({ workspaces, ledger, builtin, now = Date.now }: TemplatesNeed): Templates {
  let shipped: Promise<TemplateSource[]> | undefined;
  const versions = new Map<string, { readonly version: string; readonly until: number }>();
  const doubted = new Map<string, number>();
  // A snapshot is one object for each commit as long as it is kept: what was made of it goes with it.
  const made = new WeakMap<Snapshot, { readonly version: string; readonly catalogue: Promise<Catalogue> }>();

  function shippedSources(): Promise<TemplateSource[]> {
    shipped ??= builtinSources(builtin);
    shipped.catch(() => {
      shipped = undefined;
    });
    return shipped;
  }

  async function versionOf(tx: Tx, tenant: string): Promise<string> {
    const believed = versions.get(tenant);
    if (believed && now() < believed.until) return believed.version;
    const version = await lookUpVersion(tx, tenant);
    if ((doubted.get(tenant) ?? 0) <= now()) versions.set(tenant, { version, until: now() + BELIEVED_MS });
    return version;
  }

  /** Whoever changed a template finds it changed, from the transaction's first moment to some time after its end. */
  function invalidate(tenant: string): void {
    versions.delete(tenant);
    doubted.set(tenant, now() + DOUBTED_MS);
  }

  async function make(tx: Tx, tenant: string, snapshot: Snapshot, version: string): Promise<Catalogue> {
    const own = await tx
      .selectFrom("templates")
      .select(["id", "source"])
      .where("tenant", "=", tenant)
      .orderBy("id")
      .execute();
    // What was committed between the two looks is in the one and not in the other: then nothing is kept.
    if ((await lookUpVersion(tx, tenant)) !== version) made.delete(snapshot);
    return catalogueOf([
      ...snapshot.templates.map((each): TemplateSource => ({ origin: "workspace", ...each })),
      ...own.map(({ id, source }): TemplateSource => ({ origin: "pack", file: `tenant:${id}.yaml`, text: source })),
      ...(await shippedSources()),
    ]);
  }

  return {
    catalogue: async (tx, tenant, workspace) => {
      const snapshot = await workspaces.snapshot(tenant, workspace, tx);
      const version = await versionOf(tx, tenant);
      const known = made.get(snapshot);
      if (known?.version === version) return known.catalogue;
      const catalogue = make(tx, tenant, snapshot, version);
      made.set(snapshot, { version, catalogue });
      catalogue.catch(() => made.delete(snapshot));
      return catalogue;
    },
    put: async (tx, by, source) => {
      const put = await putTemplate(tx, by, source, ledger);
      invalidate(by.tenant);
      return put;
    },
    remove: async (tx, by, id) => {
      const removed = await removeTemplate(tx, by, id, ledger);
      invalidate(by.tenant);
      return removed;
    },
  };
}

/** Another text as soon as one of the tenant's own templates is another one. */
async function lookUpVersion(tx: Tx, tenant: string): Promise<string> {
  const { rows } = await sql<{ version: string | null }>`
    SELECT md5(string_agg(id || ' ' || digest, ',' ORDER BY id)) AS version FROM templates WHERE tenant = ${tenant}
  `.execute(tx);
  return `${tenant} ${rows[0]?.version ?? ""}`;
}
