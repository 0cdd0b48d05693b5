/** The first `limit` code points of a text; what was cut is counted, so that nothing disappears silently. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = [...text];
  if (points.length <= limit) return text;
  return `${points.slice(0, limit).join("")}… (+${points.length - limit})`;
}
