import { fine, notLookedAt } from "@sdetkit/runtime";
import { holdersDecide, readConfig } from "../../control/tenants/check-config.ts";
import { NO_DATABASE, type ServerCheck, warning } from "./check.ts";

const SHOWN = 5;

/** Whether somebody who hands out credentials could decide with them in some tenant. */
export const identityCheck: ServerCheck = {
  id: "identity",
  title: "who approves",
  look: async ({ ask }) => {
    const there = await ask<{ there: boolean }>("SELECT to_regclass('sdetkit.tenants') IS NOT NULL AS there");
    if (there === null) return notLookedAt(NO_DATABASE);
    if (there[0]?.there !== true) return fine("no tenants yet");
    const tenants = await ask<{ id: string; name: string; config: string }>(
      "SELECT id, name, config FROM sdetkit.tenants ORDER BY name",
    );
    // Row-level security is forced on an owner who is no superuser as well; the platform's own tenant is always there.
    if (tenants === null || tenants.length === 0) return notLookedAt("the owner of the database sees no tenant");
    const trusting = tenants.flatMap(({ id, name, config }) =>
      id === "t-platform" || confirmed(config) ? [] : [name],
    );
    if (trusting.length === 0) return fine("only confirmed identities, in every tenant");
    const more = trusting.length > SHOWN ? ` and ${trusting.length - SHOWN} more` : "";
    return warning(
      `expected policy.approvals.identity: confirmed, it is trusted in ${trusting.slice(0, SHOWN).join(", ")}${more}: an administrator could approve as someone else there`,
      "have approvers run `sdetkit agent tokens claim`, then have a tenant administrator set `identity: confirmed`",
    );
  },
};

function confirmed(config: string): boolean {
  try {
    return holdersDecide(readConfig(config));
  } catch {
    return false;
  }
}
