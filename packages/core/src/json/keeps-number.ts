/**
 * Whether a number stays the one that was written once it is a double: no infinity, no whole number beyond
 * ±9007199254740991 (RFC 7493, section 2.2), and no zero where something else was written. Other fractions are the nearest double.
 */
export function keepsNumber(written: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false;
  return value !== 0 || !/^[^eE]*[1-9]/.test(written);
}
