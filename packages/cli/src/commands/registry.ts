import type { CommandDefinition } from "../command.ts";
import { doctorCommand } from "./doctor.ts";

/** Every command, in the order in which help lists them. */
export const registry: readonly CommandDefinition[] = [doctorCommand];
