import { z } from "zod";
import { fileNotes, wholeNumber } from "../schema/file-schema.ts";
import type { MismatchParams } from "../schema/report-issue.ts";
import { excerpt } from "../text/excerpt.ts";
import { findArgvProblem, WRITE_ROOT_HINT, writeRootProblem } from "./allowlist.ts";
import { argvPattern, ENV_NAME, writeRoot } from "./schema-parts.ts";

const MAX_ENTRIES = 500;
const MAX_WORDS = 200;
const MAX_CHARACTERS = 4096;

/** Where a folder with programs may lie: nowhere that depends on the current folder. */
const TOOL_FOLDER = /^(?:~?\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]{1,1024}$/;

const toolFolder = z
  .string()
  .regex(TOOL_FOLDER, "an absolute folder, or one that begins with ~/")
  .register(fileNotes, { mismatch: { code: "invalid-value", hint: "write the whole path, without `..`" } });

const root = z
  .string()
  .min(1)
  .max(MAX_CHARACTERS)
  .superRefine((text, context) => {
    const problem = writeRootProblem(text);
    if (problem === null) return;
    const params: MismatchParams = { code: "invalid-path", hint: WRITE_ROOT_HINT };
    const got = `got \`${excerpt(text)}\` (${problem})`;
    context.addIssue({
      code: "custom",
      message: `expected a folder or file relative to the workspace, ${got}`,
      params: { ...params },
    });
  })
  .meta({ not: writeRoot["not"] });

const command = z
  .array(z.string().max(MAX_CHARACTERS))
  .max(MAX_WORDS)
  .superRefine((words, context) => {
    const problem = findArgvProblem(words);
    if (problem === null) return;
    const { index, message, hint } = problem;
    const params: MismatchParams = { code: "invalid-argv-pattern", hint };
    context.addIssue({ code: "custom", path: words.length > 0 ? [index] : [], message, params: { ...params } });
  })
  .meta(argvPattern);

const variable = z
  .string()
  .regex(ENV_NAME.pattern, ENV_NAME.expected)
  .register(fileNotes, { mismatch: { code: ENV_NAME.code, hint: ENV_NAME.hint } });

const approver = z
  .string()
  .regex(/\S/, "a text that is not blank")
  .max(128)
  .register(fileNotes, {
    mismatch: { code: "invalid-value", hint: "write the name of an approver, or remove the entry" },
  });

const budgets = z.strictObject({
  maxSteps: wholeNumber(1, 10_000, 100, "Steps of a template."),
  maxActions: wholeNumber(1, 100_000, 200, "Actions performed, with all retries."),
});

const approvals = z.strictObject({
  approvers: z.array(approver).max(200).default(["*"]).describe('User names; "*": whoever sits at the terminal.'),
  self: z.boolean().default(true).describe("Whether the person who asked for the run may approve it."),
  // Records hold a digest of the policy: what is not said must not change it.
  identity: z.enum(["confirmed", "trusted"]).exactOptional().meta({
    description:
      "On a server: `confirmed` counts only decisions through a token or a chat that its holder has claimed.",
    default: "trusted",
  }),
});

const policy = z.strictObject({
  write: z
    .array(root)
    .max(MAX_ENTRIES)
    .default([".sdetkit/agent/workdir"])
    .describe("Folders and single files that may be written to, relative to the workspace.")
    .register(fileNotes, {
      comment: [
        "Folders that may be written to, relative to the workspace.",
        "Outside of .sdetkit/agent/workdir and the run's own output folder each write also needs an approval.",
      ],
    }),
  shell: z
    .array(command)
    .max(MAX_ENTRIES)
    .default([
      ["git", "status", "--porcelain"],
      ["git", "log", "--oneline", "-n", "<int>"],
      ["git", "rev-parse", "HEAD"],
      ["git", "ls-files"],
      ["node", "--version"],
    ])
    .describe("Commands that may run, word by word.")
    .register(fileNotes, {
      comment: [
        "Commands that may run, word by word; each run of one also needs an approval. A word is exact text or one of",
        "  <word>  one word without a leading dash       <int>  a whole number",
        "  <path>  a path inside the workspace           <ref>  a git ref        <sha>  a commit or digest",
        "  ...     as the last word: anything may follow",
      ],
    }),
  network: z
    .boolean()
    .default(false)
    .describe("Whether actions may reach the network.")
    .register(fileNotes, { comment: true }),
  env: z
    .array(variable)
    .max(200)
    .default([])
    .describe("Environment variables that expressions and commands may see.")
    .register(fileNotes, {
      comment: ["Names of environment variables that expressions (${{ env.NAME }}) and commands may see."],
    }),
  budgets: budgets
    .prefault({})
    .describe("Limits of one run.")
    .register(fileNotes, {
      comment: ["Limits of one run: steps of a template, and actions performed with all their retries."],
    }),
  approvals: approvals
    .prefault({})
    .describe("Who may approve.")
    .register(fileNotes, {
      comment: [
        'Who may approve: user names of this machine; "*" is whoever sits at the terminal.',
        "self: whether the person who asked for the run may approve it. Set it to false where two people are needed.",
      ],
    }),
});

/**
 * `config.yaml`: its keys, bounds, defaults, and the comments that the file of a new workspace has. With names as the program has
 * them: in the file `maxSteps` is `max_steps`.
 */
export const configSchema = z
  .strictObject({
    version: z.literal(1).default(1).describe("The version of this format."),
    provider: z
      .enum(["none"])
      .default("none")
      .describe("Who writes manager and reviewer text. none: rules only, offline.")
      .register(fileNotes, { comment: true }),
    sandbox: z
      .enum(["auto", "required", "off"])
      .default("auto")
      .describe("Whether commands run in the bubblewrap sandbox.")
      .register(fileNotes, {
        comment: [
          "Whether commands run in the bubblewrap sandbox.",
          "  auto: when bubblewrap is there; the envelope of a run says which    required: refuse without it    off: never",
        ],
      }),
    workers: wholeNumber(1, 64, 4, "How many steps may be in progress at once.").register(fileNotes, {
      comment: true,
    }),
    tools: z
      .array(toolFolder)
      .max(50)
      .default([])
      .describe("Folders with programs besides the system's, absolute or from ~/.")
      .register(fileNotes, {
        comment: [
          "Folders with programs that commands may use besides the system's, e.g. ~/.nvm/versions/node/v24.15.0",
          "Commands can read them; they, or the bin/ in them, are in front of the PATH.",
        ],
      }),
    policy: policy.prefault({}).describe("What is allowed."),
  })
  .describe("What automations may do in this workspace. Whatever is not allowed is denied.")
  .register(fileNotes, {
    comment: [
      "sdetkit AgentOS: what automations may do in this workspace.",
      "Whatever is not allowed here is denied. A key that you leave out has the value shown here; an empty list allows nothing.",
    ],
  });
