import type { DoctorCheck } from "./check.ts";
import { diskCheck } from "./disk-check.ts";
import { foldersCheck } from "./folders-check.ts";
import { gitCheck } from "./git-check.ts";
import { nodeCheck } from "./node-check.ts";

/** Every check of `agent doctor`, in the order in which it shows them. */
export const checks: readonly DoctorCheck[] = [nodeCheck, gitCheck, foldersCheck, diskCheck];
