import { z } from "zod";
import type { DiagnosticCode } from "../diagnostic/catalogue.ts";

/** What a zod schema cannot say of a key or value of a YAML file: for whoever writes the file, and for the reference. */
export interface FileNotes {
  /**
   * Comment lines above the key where the file is written out with its defaults, above the whole file for the schema itself. True: the
   * description.
   */
  readonly comment?: readonly string[] | true;
  /** What the reference shows in the place of a default, where the default is not a constant. Markdown. */
  readonly shown?: string;
  /** How a text that does not match is reported, instead of as `invalid-value`, and what to do about it. */
  readonly mismatch?: { readonly code: DiagnosticCode; readonly hint: string };
}

/** Notes on the parts of file schemas. Kept apart from zod's own metadata, so that none of it gets into a JSON Schema. */
export const fileNotes = z.registry<FileNotes>();

/** The name in the file of a name in the program: `maxBodyBytes` is `max_body_bytes`. */
export function fileName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The shape of an object schema under whatever makes it optional; null for anything else. */
export function shapeOf(schema: z.core.$ZodType): { readonly [name: string]: z.core.$ZodType } | null {
  const inner = bareOf(schema);
  return inner instanceof z.ZodObject ? inner.shape : null;
}

/** The schema of a list's entries, under whatever makes the list optional; null for anything else. */
export function elementOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  const inner = bareOf(schema);
  return inner instanceof z.ZodArray ? inner.element : null;
}

/** A schema without its default and without what allows absence. */
export function bareOf(schema: z.core.$ZodType): z.core.$ZodType {
  const { type, innerType } = schema._zod.def as { type: string; innerType?: z.core.$ZodType };
  return innerType !== undefined && WRAPPERS.has(type) ? bareOf(innerType) : schema;
}

const WRAPPERS: ReadonlySet<string> = new Set(["default", "prefault", "optional", "nullable"]);

/** A whole number within bounds, with a default and its description. */
export function wholeNumber(min: number, max: number, fallback: number, description: string) {
  return z.int().min(min).max(max).default(fallback).describe(description);
}
