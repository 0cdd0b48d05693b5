import { type DashboardSummary, formatCount, formatShare, type TrendPoint, type TrendUnit } from "@sdetkit/core";
import type { Draw } from "./open-plot.ts";

/** From the base upwards: what went wrong is on the axis, where its height can be read. */
const LAYERS = ["failed", "denied", "other", "succeeded"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** A short history would become a few slabs: the axis always has room for this many bars. */
const LEAST_SLOTS = 21;

/** Runs by day, week, month or year as stacked bars. Drawn over numbers, not dates: no time zone or locale can enter. */
export function trendChart(
  { Plot, svg }: Draw,
  summary: DashboardSummary,
  size: { readonly id: string; readonly width: number; readonly height: number },
): string {
  const { unit, points } = summary.trend;
  const ticks = axisTicks(Math.max(...points.map((point) => point.runs)));
  const most = ticks.at(-1) as number;
  const slots = Math.max(points.length, LEAST_SLOTS);
  const inset = slots > size.width / 5 ? 0.15 : slots > size.width / 12 ? 0.5 : 1.5;
  const bars = LAYERS.map((layer) =>
    Plot.rect(stack(points, layer), {
      x1: "from",
      x2: "to",
      y1: "low",
      y2: "high",
      insetLeft: inset,
      insetRight: inset,
      className: `fill-${layer}`,
    }),
  );
  return svg(
    {
      width: size.width,
      height: size.height,
      marginLeft: 12 + 8 * formatCount(most).length,
      marginRight: 0,
      marginTop: 10,
      marginBottom: 26,
      x: { domain: [0, slots], axis: null },
      y: { domain: [0, most], axis: null },
      marks: [
        Plot.gridY(ticks, { className: "grid", strokeOpacity: 1 }),
        Plot.axisY(ticks, { tickSize: 0, label: null, fontSize: 12, tickFormat: formatCount }),
        ...bars,
        Plot.ruleY([0], { className: "axis" }),
        Plot.text(labels(points, unit, Math.floor(size.width / 104), slots), {
          x: "at",
          y: 0,
          text: "label",
          textAnchor: "start",
          lineAnchor: "top",
          dx: inset,
          dy: 9,
          fontSize: 12,
        }),
      ],
    },
    { id: size.id, title: `Runs by ${unit}`, description: describe(summary) },
  );
}

/** Round numbers from 0 to at least `most`, in two to four steps: a single run is no wall. */
function axisTicks(most: number): number[] {
  const rough = Math.max(1, most / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10]
    .map((factor) => factor * power)
    .find((size) => size >= rough && Number.isInteger(size)) as number;
  const steps = Math.max(2, Math.ceil(most / step));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

function stack(points: readonly TrendPoint[], layer: (typeof LAYERS)[number]) {
  const below = LAYERS.slice(0, LAYERS.indexOf(layer));
  return points.flatMap((point, index) => {
    const low = below.reduce((sum, name) => sum + point[name], 0);
    return point[layer] === 0 ? [] : [{ from: index, to: index + 1, low, high: low + point[layer] }];
  });
}

function labels(points: readonly TrendPoint[], unit: TrendUnit, room: number, slots: number) {
  const step = Math.max(1, Math.ceil(slots / room));
  const even = unit === "day" && step > 1 && step < 7 && slots / 7 <= room ? 7 : step;
  let year = "";
  return points.flatMap((point, at) => {
    // A label at the very end would run out of the drawing.
    if (at % even !== 0 || at > slots - even / 2) return [];
    const text = dateLabel(point.start, unit, year);
    year = point.start.slice(0, 4);
    return [{ at, label: text }];
  });
}

function dateLabel(start: string, unit: TrendUnit, yearBefore: string): string {
  const [year, month, day] = start.split("-") as [string, string, string];
  const name = MONTHS[Number(month) - 1] as string;
  if (unit === "year") return year;
  const short = unit === "month" ? name : `${Number(day)} ${name}`;
  return year === yearBefore ? short : `${short} ${year}`;
}

function describe({ totals, trend }: DashboardSummary): string {
  const [first, last] = [trend.points[0], trend.points.at(-1)];
  const busiest = trend.points.reduce((best, point) => (point.runs > best.runs ? point : best));
  return `${formatCount(totals.runs)} runs from ${first?.start} to ${last?.start}, ${formatShare(totals.success_rate)} succeeded; most in the ${trend.unit} of ${busiest.start}: ${formatCount(busiest.runs)}. The table below holds every number.`;
}
