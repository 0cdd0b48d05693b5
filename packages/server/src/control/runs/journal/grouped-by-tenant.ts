import { GroupCommit } from "../../../storage/database/group-commit.ts";

/** One group for each tenant: only those of one tenant can share a transaction. */
export function groupedByTenant<T, R>(
  write: (tenant: string, items: readonly T[]) => Promise<readonly R[]>,
): (tenant: string, item: T) => Promise<R> {
  const groups = new Map<string, GroupCommit<T, R>>();
  return (tenant, item) => {
    const group = groups.get(tenant) ?? new GroupCommit((items) => write(tenant, items));
    groups.set(tenant, group);
    return group.add(item);
  };
}
