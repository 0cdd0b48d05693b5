import { backupCheck } from "./backup-check.ts";
import type { ServerCheck } from "./check.ts";
import { clockCheck } from "./clock-check.ts";
import { databaseCheck } from "./database-check.ts";
import { gitCheck } from "./git-check.ts";
import { identityCheck } from "./identity-check.ts";
import { limitsCheck } from "./limits-check.ts";
import { masterKeyCheck } from "./master-key-check.ts";
import { portCheck } from "./port-check.ts";
import { postgresCheck } from "./postgres-check.ts";
import { rolesCheck } from "./roles-check.ts";
import { rootsCheck } from "./roots-check.ts";
import { sandboxCheck } from "./sandbox-check.ts";
import { settingsCheck } from "./settings-check.ts";
import { tlsCheck } from "./tls-check.ts";

/** Every check of `agent doctor --server`, in the order in which it shows them. */
export const serverChecks: readonly ServerCheck[] = [
  settingsCheck,
  masterKeyCheck,
  postgresCheck,
  databaseCheck,
  rolesCheck,
  identityCheck,
  clockCheck,
  backupCheck,
  rootsCheck,
  sandboxCheck,
  limitsCheck,
  gitCheck,
  portCheck,
  tlsCheck,
];
