export * from "./action/contract.ts";
export * from "./doctor/check.ts";
export * from "./doctor/examine.ts";
export * from "./engine/contract.ts";
export * from "./hashing.ts";
export * from "./history/contract.ts";
export * from "./workspace/find-workspace.ts";
export * from "./workspace/layout.ts";
