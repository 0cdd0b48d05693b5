import { Counter, type Registry } from "prom-client";
import type { Channels } from "../../messaging/types.ts";

/** Events by the kind of their channel; their sums over replicas are those of the server. */
export function eventMetrics(registry: Registry, channels: Pick<Channels, "tally">): void {
  const registers = [registry];
  new Counter({
    name: "sdetkit_channel_events_total",
    help: "Events of channels by kind of channel: taken in (received), and what attempts at them came to.",
    labelNames: ["channel", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { channel, outcome, count } of channels.tally().events) this.inc({ channel, outcome }, count);
    },
  });
  new Counter({
    name: "sdetkit_channel_events_failed_total",
    help: "Events of channels that nothing came of, by kind of channel and code.",
    labelNames: ["channel", "code"],
    registers,
    collect() {
      this.reset();
      for (const { channel, code, count } of channels.tally().failed) this.inc({ channel, code }, count);
    },
  });
}
