import type { ActionSpec, JsonObject } from "@sdetkit/core";
import { z } from "zod";

/** Where forbidden effects of an action would be seen. */
export const FORBIDDEN = "forbidden";
/** The one file that is there before, for actions that read. */
export const SOURCE = "source";

type Schema = z.core.JSONSchema.BaseSchema;

/**
 * Parameters for an action that nobody has written a test for, made from its schema: every text is a path below
 * `forbidden/`, or for commands one that makes a file there; lists name a file that is there. All parameters together, only the required ones, and these
 * with each optional one; what the action's own schema refuses is left out.
 */
export function sampleParameters(spec: ActionSpec): JsonObject[] {
  const schema = z.toJSONSchema(spec.params, { io: "input", unrepresentable: "any" }) as Schema;
  const properties = Object.entries(schema.properties ?? {}) as [string, Schema][];
  const required = properties.filter(([name]) => schema.required?.includes(name));
  const optional = properties.filter(([name]) => !schema.required?.includes(name));
  const choices = [properties, required, ...optional.map((one) => [...required, one])];
  const built = choices.map((chosen) => Object.fromEntries(chosen.map(([name, of]) => [name, sample(of, name, spec)])));
  const texts = new Set(
    built.filter((params) => spec.params.safeParse(params).success).map((params) => JSON.stringify(params)),
  );
  return [...texts].map((text) => JSON.parse(text) as JsonObject);
}

function sample(schema: Schema, name: string, spec: ActionSpec): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return sample(first as Schema, name, spec);
  const place = `${FORBIDDEN}/${spec.name}-${name}`;
  const words = spec.capability === "shell" ? ["touch", place] : [place];
  const items = schema.items as Schema | undefined;
  const plain = items?.type === "string" && !items.enum;
  switch (schema.type) {
    case "array":
      if (!plain) return items ? [sample(items, name, spec)] : [];
      return spec.capability === "shell" ? words : [`${FORBIDDEN}/${SOURCE}`];
    case "boolean":
      return true;
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    case "object":
      return {};
    default:
      return words.join(" ");
  }
}
