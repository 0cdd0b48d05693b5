import { fine, notLookedAt } from "@sdetkit/runtime";
import { failing, NO_DATABASE, type ServerCheck, warning } from "./check.ts";

/** The oldest PostgreSQL whose SQL the server's statements are. */
const OLDEST = 15;

/** Whether the database answers, is new enough, and has its tables. */
export const databaseCheck: ServerCheck = {
  id: "database",
  title: "database",
  look: async ({ ask }) => {
    const rows = await ask<{ version: string; number: string; migrated: boolean }>(
      "SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number, to_regclass('sdetkit.migrations') IS NOT NULL AS migrated",
    );
    if (rows === null) return notLookedAt(NO_DATABASE);
    const { version = "", number = "0", migrated = false } = rows[0] ?? {};
    if (Number(number) < OLDEST * 10_000)
      return failing(`expected PostgreSQL ${OLDEST} or newer, got ${version}`, "update it");
    if (!migrated)
      return warning(
        `PostgreSQL ${version} answers, and has no tables yet`,
        "start the server: its first start creates them",
      );
    const schema = await ask<{ version: number }>("SELECT max(version) AS version FROM sdetkit.migrations");
    return fine(`PostgreSQL ${version} answers, tables of version ${schema?.[0]?.version ?? 0}`);
  },
};
