import type { Remote } from "./connect.ts";
import { findNamed } from "./find-named.ts";

/**
 * Holds a filter that gave an empty list to the channels there are: a typo is no channel through which nothing came. Of a channel that was
 * removed there is something in the list as long as it is kept. Faults `unknown-channel`.
 */
export async function checkChannel(channel: string, remote: Pick<Remote, "each">): Promise<void> {
  await findNamed("channel", channel, remote.each("channels.list"));
}
