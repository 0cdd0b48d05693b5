import type { CommandDefinition } from "../command/command.ts";
import { localRegistry } from "./local-registry.ts";
import { serverRegistry } from "./server-registry.ts";

/** Every command, in the order in which help lists them. */
export const registry: readonly CommandDefinition[] = [...localRegistry, ...serverRegistry];
