/** Patterns that many formats share. */
export const HEX32 = "[0-9a-f]{32}";
export const HEX40 = "[0-9a-f]{40}";
export const HEX64 = "[0-9a-f]{64}";
export const UUID = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}";
export const ALNUM32 = "[0-9A-Za-z]{32}";
export const ALNUM40 = "[0-9A-Za-z]{40}";
export const ALNUM64 = "[0-9A-Za-z]{64}";
