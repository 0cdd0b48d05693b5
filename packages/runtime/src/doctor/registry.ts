import type { DoctorCheck } from "./check.ts";
import { configCheck } from "./config-check.ts";
import { diskCheck } from "./disk-check.ts";
import { foldersCheck } from "./folders-check.ts";
import { gitCheck } from "./git-check.ts";
import { historyCheck } from "./history-check.ts";
import { keysCheck } from "./keys-check.ts";
import { nodeCheck } from "./node-check.ts";
import { sandboxCheck } from "./sandbox-check.ts";

/** Every check of `agent doctor`, in the order in which it shows them. */
export const checks: readonly DoctorCheck[] = [
  nodeCheck,
  gitCheck,
  sandboxCheck,
  configCheck,
  keysCheck,
  foldersCheck,
  diskCheck,
  historyCheck,
];
