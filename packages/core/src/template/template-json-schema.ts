import { z } from "zod";
import type { ActionSpec } from "../action/spec.ts";
import { argvPattern, described, ENV_NAME_SCHEMA, list, object, text, writeRoot } from "../config/schema-parts.ts";
import type { Json, JsonObject } from "../json/json.ts";
import { NAME, SEMVER, TEMPLATE_ID } from "./names.ts";

/** A JSON Schema (draft-07) for templates, for editors: each action's parameters, also as expressions, and descriptions. */
export function templateJsonSchema(actions: ReadonlyMap<string, ActionSpec>): JsonObject {
  const names = [...actions.keys()].sort();
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "sdetkit template",
    description: "An automation: metadata, inputs, permissions, a workflow of steps, and outputs.",
    ...object(
      {
        metadata: METADATA,
        inputs: INPUTS,
        permissions: PERMISSIONS,
        workflow: workflow(names, actions),
        outputs: OUTPUTS,
      },
      ["metadata", "workflow"],
    ),
    definitions: Object.fromEntries(names.map((name) => [definitionName(name), paramsSchema(actions.get(name)!)])),
  };
}

const EXPRESSION = "\\$\\{\\{";

const METADATA = described(
  "What this template is.",
  object(
    {
      id: described("Lower-case words joined by hyphens; unique in a workspace.", {
        type: "string",
        pattern: TEMPLATE_ID.pattern.source,
        maxLength: 64,
      }),
      title: described("One line for people.", text(120)),
      version: described("A semantic version, e.g. 1.0.0.", { type: "string", pattern: SEMVER.pattern.source }),
      description: described("What it does and for whom.", text(4_000)),
      owner: described("Its owner: a person or a team.", text(120)),
      tags: described("Keywords to find it by.", list(text(64))),
    },
    ["id", "title", "version", "description", "owner"],
  ),
);

const DEFAULT: JsonObject = { type: ["string", "number", "boolean", "array"], items: { type: "string" } };

const INPUTS: JsonObject = described("What a caller may set: name to declaration, or just name to default.", {
  type: "object",
  propertyNames: { pattern: NAME.pattern.source },
  additionalProperties: {
    anyOf: [
      object(
        {
          type: described("Follows from the default when left out.", {
            enum: ["string", "number", "boolean", "enum", "list"],
          }),
          default: described("The value when none is given.", DEFAULT),
          required: described("Whether a value is required; by default, it is if there is no default.", {
            type: "boolean",
          }),
          description: described("What it means, for people.", text(2_000)),
          pattern: described("A regular expression that the whole text must match.", text(500)),
          enum: described("The allowed words.", { ...list(text(200)), minItems: 1, uniqueItems: true }),
        },
        [],
      ),
      DEFAULT,
      { type: "null" },
    ],
  },
});

const PERMISSIONS: JsonObject = described(
  "What the template needs. The workspace's policy must allow it as well.",
  object(
    {
      write: described("Folders it writes to; its own output folder needs no permission.", list(writeRoot)),
      shell: described("Commands it runs, word by word.", list(argvPattern)),
      network: described("Whether it reaches the network.", { type: "boolean" }),
    },
    [],
  ),
);

const OUTPUTS: JsonObject = described(
  "Name to value, usually an expression such as ${{ steps.audit.outputs.score }}.",
  {
    type: "object",
    propertyNames: { pattern: NAME.pattern.source },
  },
);

function workflow(names: readonly string[], actions: ReadonlyMap<string, ActionSpec>): JsonObject {
  const id: JsonObject = { type: "string", pattern: NAME.pattern.source };
  const step = object(
    {
      id: described("Names the step in expressions and records.", id),
      name: described("One line for people.", text(200)),
      action: described("What the step does.", {
        anyOf: names.map((name) => ({ const: name, description: actions.get(name)!.summary })),
      }),
      with: described("The action's parameters.", { type: "object" }),
      needs: described("Steps that must finish first. Without any `needs`, steps run in order.", {
        anyOf: [id, list(id)],
      }),
      if: described("A condition, e.g. inputs.deep && success().", { type: ["string", "boolean"] }),
      env: described("Environment variables for the step's commands.", {
        type: "object",
        propertyNames: ENV_NAME_SCHEMA,
        additionalProperties: { type: "string" },
      }),
      "timeout-minutes": described("After how many minutes the step is stopped.", {
        type: "number",
        minimum: 0.01,
        maximum: 1_440,
      }),
      retry: described(
        "Further attempts after a failure.",
        object(
          {
            max: { type: "integer", minimum: 0, maximum: 10 },
            "delay-seconds": { type: "number", minimum: 0, maximum: 3_600 },
          },
          ["max"],
        ),
      ),
      idempotent: described(
        "Whether an interrupted step may be retried without asking, because doing it twice has the same effect as doing it once.",
        { type: "boolean" },
      ),
      "continue-on-error": described("Whether the run continues as if this step had succeeded.", { type: "boolean" }),
      redact: described(
        "Whether credentials are redacted from the step's artifacts and counted in the record; otherwise they make the step fail.",
        { type: "boolean" },
      ),
      approval: described(
        "Requires an approval first, whatever the policy says.",
        object(
          {
            reason: described("What the approver should know.", text(1_000)),
            approvers: described("Who may decide; by default, the approvers that the policy names.", list(text(128))),
            count: described("How many of them must approve.", { type: "integer", minimum: 1, maximum: 20 }),
            "expires-hours": described("After how many hours the approval expires.", {
              type: "number",
              minimum: 0.1,
              maximum: 720,
            }),
          },
          ["reason"],
        ),
      ),
      inputs: described(
        "Paths and patterns of the workspace that commands of this step see although git ignores them, such as `node_modules`: they become part of what identifies the run.",
        list(text(1_024)),
      ),
    },
    ["id", "action"],
  );
  const cases = names.map((name) => ({
    if: { properties: { action: { const: name } }, required: ["action"] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: {
      properties: { with: { $ref: `#/definitions/${definitionName(name)}` } },
      ...(needsWith(actions.get(name)!) ? { required: ["with"] } : {}),
    },
  }));
  return described("The steps.", { type: "array", minItems: 1, maxItems: 1_000, items: { ...step, allOf: cases } });
}

function definitionName(action: string): string {
  return `with-${action}`;
}

function jsonSchemaOf(spec: ActionSpec): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(spec.params, {
    io: "input",
    target: "draft-07",
    unrepresentable: "any",
    reused: "inline",
  }) as unknown as JsonObject;
  return schema;
}

function needsWith(spec: ActionSpec): boolean {
  return !spec.params.safeParse({}).success;
}

/** The schema of an action's parameters in which every value may also be a text that holds an expression. */
function paramsSchema(spec: ActionSpec): JsonObject {
  const schema = rebase(jsonSchemaOf(spec), `#/definitions/${definitionName(spec.name)}`) as JsonObject;
  const open = widen(schema, false);
  const constants = Object.keys(spec.constant ?? {});
  const properties = open["properties"] as JsonObject | undefined;
  const original = schema["properties"] as JsonObject | undefined;
  if (constants.length === 0 || !properties || !original) return open;
  const closed = Object.fromEntries(
    constants
      .filter((name) => Object.hasOwn(original, name))
      .map((name) => [name, { ...(original[name] as JsonObject), not: { pattern: EXPRESSION } }]),
  );
  return { ...open, properties: { ...properties, ...closed } };
}

/** References inside an embedded schema start from where it is put. */
function rebase(value: Json, base: string): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => rebase(item, base));
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, item]) => [
      key,
      key === "$ref" && typeof item === "string" && item.startsWith("#") ? base + item.slice(1) : rebase(item, base),
    ]),
  );
}

/** A schema that also accepts expressions at every place below; and, if `here`, at its own place. */
function widen(schema: JsonObject, here: boolean): JsonObject {
  const inner: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties" || key === "patternProperties" || key === "definitions") {
      inner[key] = Object.fromEntries(
        Object.entries(value as JsonObject).map(([name, part]) => [name, widenPart(part)]),
      );
    } else if (key === "items" || key === "additionalProperties" || key === "additionalItems" || key === "contains") {
      inner[key] = Array.isArray(value) ? value.map(widenPart) : widenPart(value);
    } else if (key === "anyOf" || key === "oneOf" || key === "allOf") {
      // A text with an expression may fit several branches: "exactly one" would refuse it.
      inner[key === "oneOf" ? "anyOf" : key] = (value as readonly Json[]).map((part) =>
        isSchema(part) ? widen(part, key === "allOf" && here) : part,
      );
    } else inner[key] = value;
  }
  if (!here || acceptsAnyText(inner)) return inner;
  const { description, title, default: fallback, ...rest } = inner;
  return {
    ...(description === undefined ? {} : { description }),
    ...(title === undefined ? {} : { title }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [rest, { type: "string", pattern: EXPRESSION }],
  };
}

function widenPart(part: Json): Json {
  return isSchema(part) ? widen(part, true) : part;
}

function isSchema(part: Json): part is JsonObject {
  return part !== null && typeof part === "object" && !Array.isArray(part);
}

function acceptsAnyText(schema: { readonly [key: string]: Json }): boolean {
  const keys = Object.keys(schema).filter((key) => !["description", "title", "default"].includes(key));
  return keys.length === 0 || (keys.length === 1 && schema["type"] === "string");
}
