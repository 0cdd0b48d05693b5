import { hashing } from "@sdetkit/runtime";

/**
 * The name of a tenant's folder below a root. It follows from the id alone, so that every replica finds it, and is a hash:
 * ids that differ only in what a file system does not tell apart still get folders of their own.
 */
export function tenantFolder(tenant: string): string {
  return `tenant-${hashing.hex(tenant).slice(0, 40)}`;
}
