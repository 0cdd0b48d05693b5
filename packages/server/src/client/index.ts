// The package that serves is loaded by name: whoever does so sees its types here, and nothing of its code.
export type * from "../app/serve/types.ts";
export * from "./create-client.ts";
export * from "./server-fault.ts";
export type * from "./types.ts";
