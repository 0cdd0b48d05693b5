import { Counter, Histogram, type Registry } from "prom-client";

/** Where the app notes what it answered. */
export interface HttpMetrics {
  observe(operation: string, status: number, seconds: number): void;
  delivered(status: number): void;
}

/** The app's own figures; those of all tenants together, never of one. */
export function registerMetrics(registry: Registry): HttpMetrics {
  const registers = [registry];
  const requests = new Histogram({
    name: "sdetkit_http_request_duration_seconds",
    help: "Requests of the API by operation and status.",
    labelNames: ["operation", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const deliveries = new Counter({
    name: "sdetkit_channel_deliveries_total",
    help: "Deliveries at channel endpoints by status.",
    labelNames: ["status"],
    registers,
  });
  return {
    observe: (operation, status, seconds) => requests.observe({ operation, status }, seconds),
    delivered: (status) => deliveries.inc({ status }),
  };
}
