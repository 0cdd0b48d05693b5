/** A point that was measured. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How steep a line is, in y for each x. */
export interface Fit {
  readonly slope: number;
  /** The standard error of the slope. */
  readonly error: number;
}

/** The line through points by ordinary least squares. Needs three of them, not all at the same x. */
export function fitLine(points: readonly Point[]): Fit {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = mean((point) => (point.x - x) ** 2);
  const slope = mean((point) => (point.x - x) * (point.y - y)) / spread;
  const left = mean((point) => (point.y - y - slope * (point.x - x)) ** 2);
  return { slope, error: Math.sqrt(left / spread / (points.length - 2)) };
}
