import { repoEnterpriseAudit } from "./repo-enterprise-audit.ts";
import type { Scenario } from "./scenario.ts";

/** Every scenario there is. */
export const scenarios: readonly Scenario[] = [repoEnterpriseAudit];
