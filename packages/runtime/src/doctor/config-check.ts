import { readFile } from "node:fs/promises";
import { parseConfig } from "@sdetkit/core";
import { type DoctorCheck, type Finding, fine } from "./check.ts";

/** Whether the configuration says something that can be understood. */
export const configCheck: DoctorCheck = {
  id: "config",
  title: "config",
  look: async ({ config, layout }) => {
    let text: string;
    try {
      text = await readFile(config, "utf8");
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT" && config === layout.config;
      return {
        status: missing ? "warn" : "fail",
        detail: missing ? "there is none yet, the defaults hold" : `expected to read ${config}, and cannot`,
        remedy: missing ? "run `sdetkit agent init`" : "name a readable file with --config",
      };
    }
    const parsed = parseConfig(config, text);
    return judge(parsed.diagnostics);
  },
};

function judge(diagnostics: ReturnType<typeof parseConfig>["diagnostics"]): Finding {
  const [first] = diagnostics.filter(({ severity }) => severity === "error");
  const worst = first ?? diagnostics[0];
  if (worst === undefined) return fine("valid");
  const { line, column } = worst.place;
  const more = diagnostics.length > 1 ? `, and ${diagnostics.length - 1} more` : "";
  const detail = `line ${line}, column ${column}: ${worst.message}${more}`;
  return { status: first ? "fail" : "warn", detail, remedy: worst.hint };
}
