export * from "./markdown/on-line.ts";
export * from "./markdown/small-markdown.ts";
export * from "./registry.ts";
export * from "./types.ts";
