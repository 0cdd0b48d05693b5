/**
 * A share from 0 to 1 as a percentage with one decimal. Never rounds up to `100 %` nor down to `0 %`:
 * one failure in a million runs must not read as none.
 */
export function formatShare(share: number | null): string {
  if (share === null) return "–";
  if (share === 1) return "100 %";
  if (share === 0) return "0 %";
  const tenths = Math.min(999, Math.max(1, Math.round(share * 1000)));
  return `${(tenths / 10).toFixed(1)} %`;
}
