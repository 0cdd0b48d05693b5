/**
 * A number as text: to 15 digits after the point, as GitHub's library writes it, or 15 in all when it is below 1; a number that is
 * not 0 is never written as 0.
 */
export function numberText(value: number): string {
  return String(Number(Math.abs(value) < 1 ? value.toPrecision(15) : value.toFixed(15)) + 0);
}
