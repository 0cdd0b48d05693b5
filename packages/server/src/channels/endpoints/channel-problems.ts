import { nearest } from "@sdetkit/core";
import type { ChannelAccount, ChannelKind } from "../contract.ts";

/** Whose runs a program's events start. */
export const DEFAULT_ACCOUNT = "account";

/** What the channels of people take besides what their kind needs. */
const CHAT_SETTINGS: { readonly [name: string]: readonly [fits: (value: unknown) => boolean, about: string] } = {
  workspace: [(value) => typeof value === "string" && value !== "", "a workspace's name as workspace"],
  actions: [(value) => typeof value === "boolean", "true or false as actions: whether single actions may be started"],
};

/** What is wrong with what a channel is to be added with, each in a sentence. */
export function channelProblems(kind: ChannelKind, given: Pick<ChannelAccount, "settings" | "secrets">): string[] {
  const problems: string[] = [];
  const chat = kind.task ? {} : CHAT_SETTINGS;
  for (const part of ["settings", "secrets"] as const) {
    const secret = part === "secrets";
    const needs = kind.needs.filter((need) => need.secret === secret);
    const known = [...needs.map(({ name }) => name), ...(secret ? [] : Object.keys(chat))];
    for (const { name, required, about } of needs)
      if (required && given[part][name] === undefined) problems.push(`expected ${name}: ${about}`);
    for (const name of Object.keys(given[part]))
      if (!known.includes(name)) problems.push(unknownName(secret ? "secret" : "setting", name, known));
  }
  for (const [name, [fits, about]] of Object.entries(chat)) {
    const value = given.settings[name];
    if (value !== undefined && !fits(value)) problems.push(`expected ${about}, got ${JSON.stringify(value)}`);
  }
  return [...problems, ...(kind.check?.(given) ?? [])];
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const hint = near ? `did you mean ${near}?` : `there is ${known.join(", ") || "none"}`;
  return `there is no ${what} ${JSON.stringify(name)}; ${hint}`;
}
