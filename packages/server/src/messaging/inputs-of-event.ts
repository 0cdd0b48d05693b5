import type { Json } from "@sdetkit/core";

type Inputs = { readonly [name: string]: Json };

/**
 * What an event gives, as `--set` would give it: a number is its digits, and the type that the template declares makes of it what
 * it is there. So it does not depend on the size of an id whether it fits.
 */
export function inputsOfEvent(inputs: Inputs): Inputs {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, asGiven(value)]));
}

function asGiven(value: Json): Json {
  return Array.isArray(value) ? value.map(digits) : digits(value);
}

function digits(value: Json): Json {
  return typeof value === "number" ? String(value) : value;
}
