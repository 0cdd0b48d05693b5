import type { Answer } from "./idempotent.ts";
import type { MappedError } from "./problem-of.ts";
import type { Content } from "./types.ts";

/** What came of performing an operation. */
export type OperationResult =
  | ({
      readonly kind: "json";
      readonly replayed: boolean;
      /** Cursor of the page after this one. */
      readonly next?: string;
    } & Answer)
  | {
      readonly kind: "content";
      readonly status: number;
      readonly content: Content;
      readonly headers: { readonly [name: string]: string };
    }
  | ({
      readonly kind: "problem";
      readonly headers: { readonly [name: string]: string };
      readonly replayed: boolean;
    } & Omit<MappedError, "headers">);
