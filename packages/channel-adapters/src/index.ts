export * from "./markdown/single-line.ts";
export * from "./markdown/small-markdown.ts";
export * from "./registry.ts";
export * from "./types.ts";
