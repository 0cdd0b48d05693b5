export * from "./action/contract.ts";
export * from "./engine/contract.ts";
export * from "./hashing.ts";
export * from "./history/contract.ts";
export * from "./workspace/layout.ts";
