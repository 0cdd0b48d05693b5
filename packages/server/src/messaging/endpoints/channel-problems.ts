import type { ChannelAccount, ChannelKind } from "@sdetkit/channel-adapters";
import { nearest } from "@sdetkit/core";

/** Whose runs a program's events start. */
export const DEFAULT_ACCOUNT = "account";

/** What the channels of people take besides what their kind needs. */
const CHAT_SETTINGS: { readonly [name: string]: readonly [fits: (value: unknown) => boolean, about: string] } = {
  workspace: [(value) => typeof value === "string" && value !== "", "a workspace's name as workspace"],
  actions: [(value) => typeof value === "boolean", "true or false as actions: whether single actions may be started"],
};

/** Characters of all settings as JSON, and of one text in them. */
const MOST_SETTINGS = 64 * 1024;
const LONGEST_TEXT = 4_096;

/** What is wrong with what a channel is to be added with, each in a sentence. */
export function channelProblems(kind: ChannelKind, given: Pick<ChannelAccount, "settings" | "secrets">): string[] {
  // First, and alone: what is looked through for expressions, now and for each event, is short.
  if (tooLong(given.settings))
    return [
      `expected settings of at most ${MOST_SETTINGS / 1024} KiB, with texts of at most ${LONGEST_TEXT} characters, got more`,
    ];
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

function tooLong(value: unknown): boolean {
  const text = JSON.stringify(value, (_, part) =>
    typeof part === "string" && part.length > LONGEST_TEXT ? "x".repeat(MOST_SETTINGS) : part,
  );
  return text.length > MOST_SETTINGS;
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const hint = near ? `did you mean ${near}?` : `choose from ${known.join(", ") || "none"}`;
  return `there is no ${what} ${JSON.stringify(name)}; ${hint}`;
}
