import { join } from "node:path";

/** Where a server's own PostgreSQL lives. */
export function postgresFolder({ folder }: { readonly folder: string }): string {
  return join(folder, "postgres");
}
