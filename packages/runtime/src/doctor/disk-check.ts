import { statfs } from "node:fs/promises";
import { type DoctorCheck, type Finding, fine } from "./check.ts";

const MIB = 1024 * 1024;
const FAIL_BELOW = 16 * MIB;
const WARN_BELOW = 256 * MIB;

/** Whether there is room for records, artifacts and the ledger. */
export const diskCheck: DoctorCheck = {
  id: "disk",
  title: "free disk",
  look: async ({ layout }) => {
    const { bavail, bsize } = await statfs(layout.root);
    return judgeDisk(bavail * bsize);
  },
};

/** The judgement on a number of free bytes. */
export function judgeDisk(free: number): Finding {
  const detail = free >= 1024 * MIB ? `${(free / 1024 / MIB).toFixed(1)} GiB` : `${Math.floor(free / MIB)} MiB`;
  if (free >= WARN_BELOW) return fine(`${detail} free`);
  return {
    status: free < FAIL_BELOW ? "fail" : "warn",
    detail: `expected at least ${WARN_BELOW / MIB} MiB free, got ${detail}`,
    remedy: "free space on the disk that holds .sdetkit/: a full disk stops runs, but never corrupts their records",
  };
}
