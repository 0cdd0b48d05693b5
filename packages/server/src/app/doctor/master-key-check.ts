import { existsSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@sdetkit/core";
import { postgresFolder } from "@sdetkit/embedded-postgres";
import { fine } from "@sdetkit/runtime";
import { type ServerCheck, warning } from "./check.ts";

/** Whether the key that secrets are sealed with is present, readable by its owner only. */
export const masterKeyCheck: ServerCheck = {
  id: "master-key",
  title: "master key",
  look: async ({ masterKey, settings, sources }) => {
    try {
      masterKey();
      return fine(sources.env["SDETKIT_MASTER_KEY"] ? "from SDETKIT_MASTER_KEY" : "present, and private to its owner");
    } catch (error) {
      const missing = error instanceof Fault && error.code === "master-key-missing";
      // Where rows are already, secrets were sealed with a key: a new one would not open them.
      const begun = settings().database.url !== null || existsSync(join(postgresFolder(settings()), "data"));
      if (missing && !begun)
        return warning(
          "none yet",
          "start the server: its first start creates it; keep a copy of it apart from the backups",
        );
      throw error;
    }
  },
};
