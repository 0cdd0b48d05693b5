import type { ChannelFixture } from "../../testing/channel-fixture.ts";
import type { Delivery } from "../../types.ts";

/** What the suite of presets has to know of one: `presets/testing/NAME.ts` exports it as `fixture`. */
export interface PresetFixture {
  /** Each way of proving that it takes, by name. */
  readonly modes: { readonly [mode: string]: Omit<ChannelFixture, "settings" | "from"> };
  /** Deliveries as the vendor documents them, with what is to be read. */
  readonly documented: readonly {
    readonly what: string;
    readonly secrets: ChannelFixture["secrets"];
    readonly headers: Delivery["headers"];
    readonly body: string;
    /** When it is checked, in milliseconds since the epoch; otherwise it does not matter. */
    readonly now?: number;
    readonly id: string;
    readonly type?: string;
  }[];
}
