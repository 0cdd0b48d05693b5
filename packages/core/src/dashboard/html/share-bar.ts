/** A thin bar of parts (0 to 1 each, from the left) for a table cell. Decoration: the figure is beside it. */
export function shareBar(
  parts: readonly { readonly tone: "succeeded" | "failed" | "other"; readonly share: number }[],
): string {
  let x = 0;
  const rects = parts.map(({ tone, share }) => {
    const width = Math.round(share * 10_000) / 100;
    const rect = `<rect class="fill-${tone}" x="${Math.round(x * 100) / 100}" width="${width}" height="6"/>`;
    x += width;
    return rect;
  });
  return `<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-track" width="100" height="6"/>${rects.join("")}</svg>`;
}
