import { ACCESS_FAULTS } from "./faults/access-faults.ts";
import { BACKUP_FAULTS } from "./faults/backup-faults.ts";
import { CALL_FAULTS } from "./faults/call-faults.ts";
import { CHANNEL_FAULTS } from "./faults/channel-faults.ts";
import { CHAT_FAULTS } from "./faults/chat-faults.ts";
import { DATABASE_FAULTS } from "./faults/database-faults.ts";
import type { FaultEntry } from "./faults/fault-entry.ts";
import { FILE_FAULTS } from "./faults/file-faults.ts";
import { HISTORY_FAULTS } from "./faults/history-faults.ts";
import { HTTP_FAULTS } from "./faults/http-faults.ts";
import { SCHEDULE_FAULTS } from "./faults/schedule-faults.ts";
import { SECRET_FAULTS } from "./faults/secret-faults.ts";
import { SERVER_CALL_FAULTS } from "./faults/server-call-faults.ts";
import { SERVING_FAULTS } from "./faults/serving-faults.ts";
import { STEP_FAULTS } from "./faults/step-faults.ts";
import { TASK_FAULTS } from "./faults/task-faults.ts";
import { TENANT_FAULTS } from "./faults/tenant-faults.ts";
import { TENANT_WORKSPACE_FAULTS } from "./faults/tenant-workspace-faults.ts";
import { WORKSPACE_FAULTS } from "./faults/workspace-faults.ts";

/** Every fault code there is, by topic; the reference of faults is generated from this. Add one: an entry in the file of its topic. */
export const FAULT_TOPICS = {
  "Calling a command": CALL_FAULTS,
  "Calling a server": SERVER_CALL_FAULTS,
  "Files that a run reads and writes": FILE_FAULTS,
  "The workspace and its repository": WORKSPACE_FAULTS,
  "Tasks, templates and runs": TASK_FAULTS,
  "Why a step failed": STEP_FAULTS,
  "Secrets where they would be kept": SECRET_FAULTS,
  "The history and its ledger": HISTORY_FAULTS,
  "Accounts, tokens and rights": ACCESS_FAULTS,
  "Tenants and their quotas": TENANT_FAULTS,
  "Workspaces of a server": TENANT_WORKSPACE_FAULTS,
  Schedules: SCHEDULE_FAULTS,
  "Channels and what they deliver": CHANNEL_FAULTS,
  "Answers in a chat": CHAT_FAULTS,
  "Requests to the API": HTTP_FAULTS,
  "Starting and setting up a server": SERVING_FAULTS,
  "The database of a server": DATABASE_FAULTS,
  "Backing up and restoring": BACKUP_FAULTS,
} as const satisfies { readonly [topic: string]: { readonly [code: string]: FaultEntry } };

type Topic = (typeof FAULT_TOPICS)[keyof typeof FAULT_TOPICS];

type CodesOf<T> = T extends unknown ? keyof T & string : never;

/** A code of the catalogue: of a Fault, a problem document, a step's failure, a refusal in a chat, or an event that came to nothing. */
export type FaultCode = CodesOf<Topic>;

type EntryOf<C extends FaultCode> = Extract<Topic, { readonly [code in C]: FaultEntry }>[C];

/** The HTTP status of a code; `never` where it has none. */
export type StatusOf<C extends FaultCode> = C extends unknown
  ? EntryOf<C> extends { readonly status: infer S extends number }
    ? S
    : never
  : never;

/** A code that an operation of the API may answer. */
export type ProblemCode = { [C in FaultCode]: [StatusOf<C>] extends [never] ? never : C }[FaultCode];

/** The catalogue by code. */
export const FAULTS: { readonly [code in FaultCode]: FaultEntry } = Object.assign({}, ...Object.values(FAULT_TOPICS));

/** Where the reference explains a code, relative to `docs/`. */
export function faultAnchor(code: FaultCode): string {
  return `reference/faults.md#${code}`;
}
