import { fine, notLookedAt } from "@sdetkit/runtime";
import { requireSameKey } from "../../storage/database/require-same-key.ts";
import { ROLES } from "../../storage/database/roles.ts";
import { failing, NO_DATABASE, type ServerCheck, warning } from "./check.ts";

/** Whether what keeps tenants apart is in force: roles without power, row-level security that nobody passes, passwords of this master key. */
export const rolesCheck: ServerCheck = {
  id: "roles",
  title: "database roles",
  look: async ({ ask, masterKey, url }) => {
    const owner = url();
    const names = Object.values(ROLES);
    const roles = await ask<{ name: string; mighty: boolean; owns: boolean }>(
      `SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS mighty,
        EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = to_regnamespace('sdetkit')) AS owns
       FROM pg_roles r WHERE rolname = ANY ($1)`,
      [names],
    );
    if (roles === null || owner === null) return notLookedAt(NO_DATABASE);
    if (roles.length < names.length)
      return warning("not created yet", "start the server: its first start creates them");
    const mighty = roles.find((role) => role.mighty || role.owns);
    if (mighty !== undefined) {
      const remedy = `run \`ALTER ROLE ${mighty.name} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB\`; revoke its memberships and reassign its tables`;
      return failing(
        `expected ${mighty.name} to have no privileges of its own, it ${mighty.owns ? "owns tables" : "has some"}`,
        remedy,
      );
    }
    const open = await ask<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
       WHERE c.relnamespace = to_regnamespace('sdetkit') AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
    );
    const [table] = open ?? [];
    if (table !== undefined) {
      const remedy = `run \`ALTER TABLE sdetkit.${table.name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY\``;
      return failing(`expected row-level security forced on ${table.name}, it is not`, remedy);
    }
    await requireSameKey({ url: owner, masterKey: masterKey() });
    return fine("no privileges of their own, row-level security forced, passwords match the master key");
  },
};
