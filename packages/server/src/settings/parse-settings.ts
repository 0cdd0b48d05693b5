import { type Checked, parseFile } from "@sdetkit/core";
import { type RawSettings, settingsSchema } from "./settings-schema.ts";

/** Reads `server.yaml`. A key that is left out has its default. `file` is for diagnostics. Never throws. */
export function parseSettings(file: string, text: string): Checked<RawSettings> {
  return parseFile(file, text, settingsSchema, "the settings");
}
