import { Fault, nearest } from "@sdetkit/core";

/**
 * Holds `--simulate` and `channels.simulate` to the kinds that there are: replies of a kind that was misspelt would go out to
 * real people. Fault `unknown-kind`.
 */
export function checkSimulated(simulate: readonly string[], kinds: readonly { readonly kind: string }[]): void {
  const known = kinds.map(({ kind }) => kind);
  const wrong = simulate.find((kind) => !known.includes(kind));
  if (wrong === undefined) return;
  const near = nearest(wrong, known);
  throw new Fault("unknown-kind", `expected kinds of channels to simulate, got ${JSON.stringify(wrong)}`, {
    remedy: near ? `did you mean ${near}?` : `choose from ${known.join(", ")}`,
  });
}
