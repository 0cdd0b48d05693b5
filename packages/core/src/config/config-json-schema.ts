import type { JsonObject } from "../json/json.ts";
import { defaultConfig } from "./config-default.ts";
import { CONFIG_BOUNDS, TOOL_FOLDER } from "./config-parse.ts";
import { argvPattern, described, ENV_NAME_SCHEMA, list, object, text, writeRoot } from "./schema-parts.ts";

/** A JSON Schema (draft-07) for `config.yaml`, for editors. */
export function configJsonSchema(): JsonObject {
  const { policy, ...top } = defaultConfig();
  const whole = ({ min, max }: { min: number; max: number }): JsonObject => ({
    type: "integer",
    minimum: min,
    maximum: max,
  });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "sdetkit configuration",
    description: "What automations may do in this workspace. Whatever is not allowed is denied.",
    type: ["object", "null"],
    additionalProperties: false,
    properties: {
      version: described("The version of this format.", { const: 1 }),
      provider: described("Who writes manager and reviewer text. none: rules only, offline.", {
        enum: ["none"],
        default: top.provider,
      }),
      sandbox: described("Whether commands run in the bubblewrap sandbox.", {
        enum: ["auto", "required", "off"],
        default: top.sandbox,
      }),
      workers: described("How many steps may be in progress at once.", {
        ...whole(CONFIG_BOUNDS.workers),
        default: top.workers,
      }),
      tools: described("Folders with programs besides the system's, absolute or from ~/.", {
        ...list({ type: "string", pattern: TOOL_FOLDER.pattern.source }),
        default: top.tools,
      }),
      policy: described(
        "What is allowed.",
        object(
          {
            write: described("Folders and single files that may be written to, relative to the workspace.", {
              ...list(writeRoot),
              default: policy.write,
            }),
            shell: described("Commands that may run, word by word.", { ...list(argvPattern), default: policy.shell }),
            network: described("Whether actions may reach the network.", { type: "boolean", default: policy.network }),
            env: described("Environment variables that expressions and commands may see.", {
              ...list(ENV_NAME_SCHEMA),
              default: policy.env,
            }),
            budgets: described(
              "Limits of one run.",
              object(
                {
                  max_steps: described("Steps of a template.", {
                    ...whole(CONFIG_BOUNDS.steps),
                    default: policy.budgets.maxSteps,
                  }),
                  max_actions: described("Actions performed, with all retries.", {
                    ...whole(CONFIG_BOUNDS.actions),
                    default: policy.budgets.maxActions,
                  }),
                },
                [],
              ),
            ),
            approvals: described(
              "Who may say yes.",
              object(
                {
                  approvers: described('User names; "*": whoever sits at the terminal.', {
                    ...list(text(128)),
                    default: policy.approvals.approvers,
                  }),
                  self: described("Whether the person who asked for the run may approve it.", {
                    type: "boolean",
                    default: policy.approvals.self,
                  }),
                  identity: described(
                    "On a server: `confirmed` counts only answers through a token or a chat that its holder has taken over.",
                    { enum: ["confirmed", "trusted"], default: "trusted" },
                  ),
                },
                [],
              ),
            ),
          },
          [],
        ),
      ),
    },
  };
}
