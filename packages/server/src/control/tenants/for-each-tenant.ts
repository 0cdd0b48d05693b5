import { isAway } from "../../storage/database/database-fault.ts";

/**
 * Does what is done now and then, for one tenant after the other: what is wrong with one of them keeps no other waiting, and
 * the first of it is thrown at the end. A database that is away is away for all of them: that ends it.
 */
export async function forEachTenant<T>(tenants: readonly T[], work: (tenant: T) => Promise<unknown>): Promise<void> {
  const failed: unknown[] = [];
  for (const tenant of tenants) {
    try {
      await work(tenant);
    } catch (error) {
      if (isAway(error)) throw error;
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
