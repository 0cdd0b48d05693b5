import { ExpressionFailure, type Json, nearest, parseTask } from "@sdetkit/core";
import type { EventTask } from "../types.ts";
import {
  type EventScope,
  evaluateEvent,
  eventConditionProblems,
  eventExpressionProblems,
  eventHolds,
} from "./event-expressions.ts";

/** What a named endpoint makes of an event: which task, where, with which inputs. */
export interface EventMapping {
  readonly workspace: string;
  readonly task: string;
  readonly inputs: { readonly [name: string]: Json };
  /** A condition: without it, every event counts. */
  readonly when?: string;
  /** For senders without event ids: what makes an event the same as another one. */
  readonly id?: string;
}

/** The settings that a mapping consists of. */
export const MAPPING_SETTINGS = ["workspace", "task", "inputs", "when", "id"] as const;

type Settings = { readonly [name: string]: unknown };

/** What is wrong with a mapping, each in a sentence; nothing when it can be used. */
export function mappingProblems(settings: Settings): string[] {
  const problems: string[] = [];
  for (const name of ["workspace", "task"] as const) {
    const text = settings[name];
    if (typeof text !== "string" || text.trim() === "") problems.push(`expected text for ${name}, got ${shown(text)}`);
    // Which task an event starts is decided here, by whoever sets the channel up, and never by who sends.
    else if (text.includes("${{"))
      problems.push(`expected a constant ${name}, got an expression: only inputs accept them`);
  }
  if (typeof settings["task"] === "string") {
    const task = parseTask(settings["task"]);
    if (task.kind === "invalid") problems.push(`the task cannot be read: ${task.message}; ${task.hint}`);
    if (task.kind === "text") problems.push("expected `template:ID` as task, got free text");
  }
  const inputs = settings["inputs"] ?? {};
  if (typeof inputs !== "object" || Array.isArray(inputs))
    problems.push(`expected names and values for inputs, got ${shown(inputs)}`);
  else problems.push(...eventExpressionProblems(inputs as Json).map((problem) => `inputs: ${problem}`));
  for (const name of ["when", "id"] as const) {
    const text = settings[name];
    if (text === undefined) continue;
    if (typeof text !== "string") problems.push(`expected an expression for ${name}, got ${shown(text)}`);
    else {
      const found = name === "when" ? eventConditionProblems(text) : eventExpressionProblems(text);
      problems.push(...found.map((problem) => `${name}: ${problem}`));
      if (name === "id" && !text.includes("${{"))
        problems.push(
          "id: expected an expression such as ${{ event.payload.id }}: otherwise all events would have the same id",
        );
    }
  }
  return problems;
}

/** Says which known setting an unknown one was probably meant to be. */
export function unknownSetting(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `there is no setting \`${name}\`${near ? `; did you mean \`${near}\`?` : `; there is ${known.join(", ")}`}`;
}

/** What an event comes to under a mapping that was checked. An input that comes to nothing is left out: its default counts. */
export function mapEvent(settings: Settings, event: EventScope): EventTask {
  const { workspace, task, inputs = {}, when } = settings as unknown as EventMapping;
  try {
    if (when !== undefined && !eventHolds(when, event)) return { kind: "skip" };
    const values = evaluateEvent(inputs, event) as { readonly [name: string]: Json };
    const given = Object.entries(values).filter(([, value]) => value !== null);
    return { kind: "start", workspace, task, inputs: Object.fromEntries(given) };
  } catch (error) {
    if (error instanceof ExpressionFailure) return { kind: "problem", why: error.message };
    throw error;
  }
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}
