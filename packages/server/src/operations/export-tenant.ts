import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { packTar } from "modern-tar/fs";
import type { DetachedCall, Reply } from "./contract.ts";

/** Writes the tenant's portable folder, and sends it as a tar; the folder goes when it was sent, or when nobody wants it any more. */
export async function exportTenant(
  { services, caller }: DetachedCall,
  tenant: string,
  name: string,
): Promise<Reply<never>> {
  const parent = join(services.settings.folder, "exports");
  const folder = join(parent, randomBytes(16).toString("hex"));
  const remove = () => rm(folder, { recursive: true, force: true });
  await mkdir(parent, { recursive: true, mode: 0o700 });
  try {
    await services.tenants.export(caller, tenant, folder);
  } catch (error) {
    await remove();
    throw error;
  }
  const tar = packTar(folder, { baseDir: folder });
  tar.once("close", () => void remove());
  return {
    content: Readable.toWeb(tar) as ReadableStream<Uint8Array>,
    headers: {
      "content-type": "application/x-tar",
      "content-disposition": `attachment; filename="${name.replace(/[^\w-]/g, "_")}.tar"`,
      "cache-control": "no-store",
    },
  };
}
