export * from "./create-client.ts";
export * from "./server-fault.ts";
export type * from "./types.ts";
