/** The quotas of a tenant, as people type them. */
export const QUOTAS = ["concurrent-runs", "runs-per-day", "storage-bytes", "burst", "per-second", "schedules"] as const;
