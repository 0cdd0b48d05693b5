import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { tarOfFolder } from "@sdetkit/runtime";
import type { DetachedCall, Reply } from "./types.ts";

/** Nobody reads an export for longer: what is older was left by a server that was killed. */
const LONGEST_MS = 24 * 3600 * 1000;

const exportsOf = (folder: string) => join(folder, "exports");

/** Writes the tenant's portable folder, and sends it as a tar; the folder goes when it was sent, or when nobody wants it any more. */
export async function exportTenant(
  { services, caller }: DetachedCall,
  tenant: string,
  name: string,
): Promise<Reply<never>> {
  const parent = exportsOf(services.settings.folder);
  const folder = join(parent, randomBytes(16).toString("hex"));
  const remove = () => rm(folder, { recursive: true, force: true });
  await mkdir(parent, { recursive: true, mode: 0o700 });
  try {
    await services.tenants.export(caller, tenant, folder);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    content: finallyDoing(tarOfFolder(folder), remove),
    headers: {
      "content-type": "application/x-tar",
      "content-disposition": `attachment; filename="${name.replace(/[^\w-]/g, "_")}.tar"`,
      "cache-control": "no-store",
    },
  };
}

/** Removes what exports left behind that were cut off with their server; `folder` is the server's. */
export async function sweepExports(folder: string, now: number): Promise<void> {
  const parent = exportsOf(folder);
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    const changed = await stat(path).catch(() => null);
    if (changed && now - changed.mtimeMs > LONGEST_MS) await rm(path, { recursive: true, force: true });
  }
}

/** The same bytes; `done` is called when they were all read, when they failed, or when nobody wants the rest. */
function finallyDoing(content: ReadableStream<Uint8Array>, done: () => Promise<void>): ReadableStream<Uint8Array> {
  const reader = content.getReader();
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const read = await reader.read();
        if (!read.done) return controller.enqueue(read.value);
      } catch (error) {
        await done();
        throw error;
      }
      await done();
      controller.close();
    },
    cancel: async (why) => {
      await reader.cancel(why);
      await done();
    },
  });
}
