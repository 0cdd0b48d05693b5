import { Counter, type Registry } from "prom-client";
import type { Channels } from "../../messaging/types.ts";

/** Events by the kind of their channel; their sums over replicas are those of the server. */
export function eventMetrics(registry: Registry, channels: Pick<Channels, "tally">): void {
  const registers = [registry];
  new Counter({
    name: "sdetkit_channel_events_total",
    help: "Channel events, by channel kind: received, and the outcomes of attempts to process them.",
    labelNames: ["channel", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { channel, outcome, count } of channels.tally().events) this.inc({ channel, outcome }, count);
    },
  });
  new Counter({
    name: "sdetkit_channel_events_failed_total",
    help: "Channel events that started no run, by channel kind and code.",
    labelNames: ["channel", "code"],
    registers,
    collect() {
      this.reset();
      for (const { channel, code, count } of channels.tally().failed) this.inc({ channel, code }, count);
    },
  });
}
