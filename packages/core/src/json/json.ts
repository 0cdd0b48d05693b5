/** A JSON value (RFC 8259), read only. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object, read only. Absent keys are absent: never `undefined` values. */
export interface JsonObject {
  readonly [key: string]: Json;
}
