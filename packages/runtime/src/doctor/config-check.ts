import { readFile } from "node:fs/promises";
import { DEFAULT_CONFIG_TEXT } from "@sdetkit/core";
import { decodeUtf8 } from "../files/decode-utf8.ts";
import { readTextFile } from "../files/read-text-file.ts";
import { type DoctorCheck, fine } from "./check.ts";

/** Whether the configuration says something that can be understood. */
export const configCheck: DoctorCheck = {
  id: "config",
  title: "config",
  look: async ({ config, layout }) => {
    let text: string;
    try {
      text = config === layout.config ? await readTextFile(config) : decodeUtf8(await readFile(config));
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT" && config === layout.config;
      return {
        status: missing ? "warn" : "fail",
        detail: missing ? "none yet; the defaults apply" : `expected a readable file ${config}, but it cannot be read`,
        remedy: missing ? "run `sdetkit agent init`" : "name a readable file with --config",
      };
    }
    // Loading the parser takes longer than all other checks together, and the text that `init` writes is known to be valid.
    if (text === DEFAULT_CONFIG_TEXT) return fine("valid, as `init` writes it");
    const { judgeConfig } = await import("./judge-config.ts");
    return judgeConfig(config, text, layout.root);
  },
};
