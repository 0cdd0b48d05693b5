import { Fault } from "@sdetkit/core";
import { fine } from "@sdetkit/runtime";
import { failing, type ServerCheck } from "./check.ts";

/** Whether the server would start with these settings. */
export const settingsCheck: ServerCheck = {
  id: "settings",
  title: "settings",
  look: async ({ settings }) => {
    try {
      const { http, database } = settings();
      return fine(
        `valid: ${http.host}:${http.port}, ${database.url === null ? "embedded PostgreSQL" : "an external PostgreSQL"}`,
      );
    } catch (error) {
      const first = error instanceof Fault ? error.diagnostics[0] : undefined;
      if (first === undefined) throw error;
      const more = (error as Fault).diagnostics.length - 1;
      const { line, column } = first.place;
      return failing(
        `${first.file}, line ${line}, column ${column}: ${first.message}${more > 0 ? `, and ${more} more` : ""}`,
        first.hint,
      );
    }
  },
};
