/**
 * A number as text: to 15 digits after the point, as GitHub's library writes it, or 15 in all when it is below 1; a number that is
 * not 0 is never written as 0.
 */
export function numberText(value: number): string {
  return String(Number(Math.abs(value) < 1 ? value.toPrecision(15) : value.toFixed(15)) + 0);
}

/**
 * A text as number, as GitHub's runner reads it: decimal, `0x1f` and `0o17` in lower case, and nothing is 0. NaN when it is none:
 * JavaScript takes `0X1F`, `0O17` and `0b101` as well.
 */
export function textNumber(text: string): number {
  return /^\s*0[XOBb]/.test(text) ? Number.NaN : Number(text);
}
