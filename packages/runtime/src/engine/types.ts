import type {
  ApprovalAnswer,
  ApprovalRequest,
  Config,
  Decision,
  Diagnostic,
  ExitCode,
  Json,
  Problem,
  ProblemCode,
  RunReport,
  Sha256,
  StepStatus,
  Template,
  TemplateSource,
} from "@sdetkit/core";
import type { Inert } from "../files/make-inert.ts";
import type { Layout } from "../files/workspace-layout.ts";

/** Who answers when an action needs a yes. Must never answer "given" on its own. */
export interface Approver {
  ask(request: ApprovalRequest): Promise<ApprovalAnswer>;
}

/** What a person asks for. `task`: `template:ID`, `action NAME {json}`, or free text. */
export interface RunRequest {
  readonly task: string;
  /** Input values; text from a command line is converted to the declared type. */
  readonly inputs: { readonly [name: string]: Json };
}

/** Progress of a run, for screens and logs; redacted. */
export type Progress =
  | {
      readonly kind: "run-started";
      readonly run: string;
      readonly task: string;
      readonly steps: readonly { id: string; name: string; action: string }[];
    }
  | { readonly kind: "step-started"; readonly step: string; readonly attempt: number; readonly preview: string }
  | {
      readonly kind: "step-ended";
      readonly step: string;
      readonly status: StepStatus;
      readonly durationMs: number;
      readonly message: string | null;
    }
  | { readonly kind: "run-ended"; readonly report: RunReport };

/** How a run is accompanied: who answers, who watches, who may stop it. */
export interface RunOptions {
  readonly approver: Approver;
  readonly onProgress?: (progress: Progress) => void;
  /** Aborting cancels the run in good order: commands are ended, steps that clean up still run, the record says `cancelled`. */
  readonly signal?: AbortSignal;
}

/** A task that was not understood or not valid: nothing was run. */
export interface Refusal {
  readonly kind: "refused";
  /** Stable code: `no-match`, `ambiguous`, `unknown-template`, `unknown-action`, `invalid-template`, `invalid-inputs`, … */
  readonly code: ProblemCode;
  readonly message: string;
  /** Nearest templates or actions, best first. */
  readonly suggestions: readonly { readonly task: string; readonly title: string }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The outcome of asking for a run: its report and the exit code it stands for, or why nothing was run. */
export type RunAnswer =
  | {
      readonly kind: "ran";
      readonly report: RunReport;
      readonly exit: ExitCode;
      /** What lies in the output folder under another name than it was given, for tools would act upon that by themselves. */
      readonly inert: readonly Inert[];
    }
  | Refusal;

/** One step of a plan as `templates plan` shows it: what it would do, and what the policy says. */
export interface PlannedStep {
  readonly id: string;
  readonly name: string;
  readonly action: string;
  readonly needs: readonly string[];
  readonly condition: string | null;
  /** Exactly what would be done; expressions that depend on earlier steps stay as written. */
  readonly preview: string;
  readonly writes: readonly string[];
  readonly commands: readonly (readonly string[])[];
  /** Ignored files and folders that its commands will not see; absent where there are none, or no command. */
  readonly hidden?: readonly string[];
  readonly network: boolean;
  /** `later`: it depends on what earlier steps will give, and is decided when the step is due. */
  readonly decision: Decision | { readonly kind: "later" };
}

/** What a task would do, step by step; or why it cannot be planned. */
export type PlanAnswer =
  | {
      readonly kind: "planned";
      readonly task: string;
      readonly template: {
        readonly id: string;
        readonly version: string;
        readonly title: string;
        readonly digest: string;
      } | null;
      readonly inputs: { readonly [name: string]: Json };
      readonly steps: readonly PlannedStep[];
      /** Secrets of the caller's environment that a run would keep, and so fails for, each with its place; absent where there are none. */
      readonly secrets?: readonly string[];
      /** True when every step is allowed, with or without an approval, and no secret is in the way. */
      readonly runnable: boolean;
    }
  | Refusal;

/** Every template there is; broken ones with what is wrong with them. Sorted by id. */
export interface Catalogue {
  readonly templates: readonly Template[];
  readonly broken: readonly { readonly source: TemplateSource; readonly diagnostics: readonly Diagnostic[] }[];
  /** Valid templates under an id that another one has won, be it of the same text: only a name with an origin means them. */
  readonly hidden: readonly Template[];
  /** Those of them that are another text than the one that wins. */
  readonly shadowed: readonly { readonly id: string; readonly source: TemplateSource; readonly by: TemplateSource }[];
}

/** Whether a run gave the same again, and every difference, the most telling one first. */
export interface ReplayAnswer {
  readonly ok: boolean;
  readonly hash: string;
  readonly replayed: string | null;
  readonly task: string;
  /** What was edited in the template since the run, in short sentences; empty when it is the same, or when nothing was run. */
  readonly template_changes: readonly string[];
  readonly problems: readonly (Problem & {
    readonly step: string | null;
    readonly field: string;
    readonly class:
      | "inputs-missing"
      | "input-changed"
      | "rules-changed"
      | "tool-changed"
      | "template-edited"
      | "policy-changed"
      | "non-determinism"
      | "tampering";
  })[];
}

/** What an engine is opened with. */
export interface OpenOptions {
  /** The caller's current folder; the workspace is found upwards from here. */
  readonly cwd: string;
  /** Another config file than `.sdetkit/config.yaml`. */
  readonly config?: string;
  readonly env: { readonly [name: string]: string | undefined };
  /** The folder of the built-in catalogue. */
  readonly builtinTemplates: string;
  /** The version of the tool, for envelopes. */
  readonly version: string;
  /** The way in, for envelopes: `cli`. */
  readonly channel: string;
}

/** AgentOS in one workspace: what the CLI, and later the server, calls. */
export interface Engine {
  readonly config: Config;
  readonly layout: Layout;
  catalogue(): Promise<Catalogue>;
  plan(request: RunRequest): Promise<PlanAnswer>;
  run(request: RunRequest, options: RunOptions): Promise<RunAnswer>;
  /** Continues a run that was interrupted. `retryUnknown`: perform steps again whose outcome is unknown and that are not idempotent. */
  resume(run: string, options: RunOptions & { readonly retryUnknown?: boolean }): Promise<RunAnswer>;
  /** Runs a recorded run again in a scratch copy and compares. `hash`: record hash, a unique prefix of it, or a run id. */
  replay(
    hash: string,
    options: { readonly onProgress?: (progress: Progress) => void; readonly signal?: AbortSignal },
  ): Promise<ReplayAnswer>;
  /** The content of a blob that a run kept: what a command printed, an artifact. Null when there is none. */
  blob(digest: Sha256): Promise<Uint8Array | null>;
  close(): void;
}
