import { Fault } from "@sdetkit/core";

const UNKNOWN = { channel: "unknown-channel", schedule: "unknown-schedule", token: "unknown-token" } as const;

/** What people name by its name or its id, out of what the server lists. Faults with the names that there are. */
export async function findNamed<T extends { readonly id: string; readonly name: string }>(
  what: keyof typeof UNKNOWN,
  asked: string,
  items: AsyncIterable<T>,
): Promise<T> {
  const names: string[] = [];
  for await (const item of items) {
    if (item.id === asked || item.name === asked) return item;
    names.push(item.name);
  }
  const known = names.length === 0 ? "none yet" : `there is ${names.slice(0, 20).join(", ")}`;
  throw new Fault(UNKNOWN[what], `expected the name or id of a ${what}, got ${JSON.stringify(asked)}; ${known}`, {
    remedy: `see \`sdetkit agent ${what}s list\``,
  });
}
