/** Takes secrets of some kind out of values. What holds none comes back as the very same object. */
export interface Cutter {
  text(text: string): string;
  bytes(data: Uint8Array): Uint8Array;
  /** Every string leaf (and key) of a JSON value. */
  json<T>(value: T): T;
}

/**
 * Takes every known secret out of what is shown: screens, logs, printed text outside of the hash. What a record holds must not
 * depend on who runs it: from there only `shapes` are cut, and the value of a variable makes the step fail.
 */
export interface Redactor extends Cutter {
  /** What looks like a credential to everybody. */
  readonly shapes: Cutter;
  /** Those of them that are no placeholders, ordinary words or prose: what an artifact must not hold. */
  readonly credentials: Cutter;
  /** Where bytes hold such credentials, in order. */
  credentialsIn(data: Uint8Array): readonly { readonly shape: string; readonly from: number; readonly to: number }[];
  /** The caller's variables whose values are in bytes, or anywhere in a JSON value; sorted. */
  variablesIn(value: unknown): readonly string[];
}
