import { expect, test } from "vitest";
import { z } from "zod";
import { fileJsonSchema, keyRows } from "./file-reference.ts";
import { fileNotes, wholeNumber } from "./file-schema.ts";
import { parseFile } from "./parse-file.ts";
import { renderFile } from "./render-file.ts";

const schema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z]+$/, "a word")
      .default("box")
      .describe("What it is called.")
      .register(fileNotes, { comment: true, mismatch: { code: "invalid-id", hint: "small letters only" } }),
    limits: z
      .strictObject({
        maxItems: wholeNumber(1, 10, 4, "How many."),
        share: z.number().min(0).max(1).default(0.5).describe("Of the whole."),
      })
      .prefault({})
      .register(fileNotes, { comment: ["Limits.", "  of everything"] }),
    from: z
      .int()
      .min(0)
      .max(9)
      .nullable()
      .optional()
      .describe("Where to begin.")
      .register(fileNotes, { shown: "depends" }),
    words: z
      .array(z.array(z.string()).max(3))
      .max(2)
      .default([["a", "-n", "<int>"]])
      .describe("Commands.")
      .register(fileNotes, { comment: ["Commands."] }),
    tags: z.array(z.string().min(1)).default(["x y", "true", "1e5", "a/b.c"]).describe("Tags."),
    mode: z.enum(["fast", "safe"]).exactOptional().describe("How."),
  })
  .register(fileNotes, { comment: ["A box."] });

const parse = (text: string) => parseFile("box.yaml", text, schema, "the box");
const TEXT = `# A box.
# What it is called.
name: box

# Limits.
#   of everything
limits:
  max_items: 4
  share: 0.5

# Commands.
words:
  - [a, -n, "<int>"]

tags: ["x y", "true", "1e5", a/b.c]
`;

test("a file that is written with its defaults reads as the defaults", () => {
  expect(renderFile(schema)).toBe(TEXT);
  expect(parse(TEXT)).toEqual({ ok: true, value: schema.parse({}), diagnostics: [] });
  const changed = renderFile(schema, { limits: { maxItems: 9 }, mode: "safe" }, { "": ["Another."], limits: [] });
  expect(changed).toContain("# Another.\n");
  expect(changed).not.toContain("# Limits.");
  expect(parse(changed)).toMatchObject({ ok: true, value: { mode: "safe", limits: { maxItems: 9, share: 0.5 } } });
});

test("a key with nothing behind it has its default, and a null that is written out is one where the schema takes it", () => {
  expect(parse("name:\nlimits: ~\nfrom:\n")).toMatchObject({ ok: true, value: schema.parse({}) });
  expect("from" in schema.parse({})).toBe(false);
  expect(parse("from: null")).toMatchObject({ ok: true, value: { from: null } });
  expect(parse("name: null")).toMatchObject({ ok: true, value: { name: "box" } });
});

test.each<[string, string, string, string, string]>([
  ["limits: { maxItems: 3 }", "unknown-key", "1:11", "`limits`, got `maxItems`", "did you mean `max_items`?"],
  [
    "limits: { max_items: 11 }",
    "invalid-value",
    "1:22",
    "a whole number from 1 to 10 for `limits.max_items`",
    "smaller",
  ],
  ["limits: { max_items: 1.5 }", "invalid-value", "1:22", "a whole number", "write a whole number from 1 to 10"],
  ["limits: { share: x }", "wrong-type", "1:18", "a number from 0 to 1", "without quotes"],
  ["limits: { share: -1 }", "invalid-value", "1:18", "got the number -1", "larger"],
  ["limits: [share]", "wrong-type", "1:9", "a map for `limits`, got a list", "indent"],
  ["- a", "wrong-type", "1:1", "a map for the box", "indent"],
  ["name: 010", "wrong-type", "1:7", "a text for `name`, got the number 010", '"010"'],
  ["name: A", "invalid-id", "1:7", "expected a word for `name`", "small letters only"],
  ["name: a${{ b }}", "expression-not-allowed", "1:7", "a constant for `name`", "the value itself"],
  ["words: [a b]", "wrong-type", "1:9", "a list for `words[0]`", "[a, b]"],
  ["words: [[a], [b], [c]]", "too-many", "1:8", "at most 2 entries in `words`, got 3", "remove"],
  ["words: [[a, 1]]", "wrong-type", "1:13", "a text for `words[0][1]`", '"1"'],
  ["tags: ['']", "invalid-value", "1:8", "at least 1 character for `tags[0]`", "write a text"],
  ["mode: saef", "invalid-value", "1:7", "one of `fast`, `safe`", "did you mean `safe`?"],
  ["mode: 1", "invalid-value", "1:7", "got the number 1", "write one of `fast`, `safe`"],
])("%s is %s at %s", (text, code, place, message, hint) => {
  const { ok, diagnostics } = parse(text);
  expect(ok).toBe(false);
  expect(diagnostics).toHaveLength(1);
  const [found] = diagnostics;
  expect([found!.code, `${found!.place.line}:${found!.place.column}`, found!.file]).toEqual([code, place, "box.yaml"]);
  expect(found!.message).toContain(message);
  expect(found!.hint).toContain(hint);
});

test("the reference has a row for each key, and the JSON Schema the names of the file", () => {
  expect(keyRows(schema)).toEqual([
    { key: "name", value: "text", fallback: '`"box"`', meaning: "What it is called." },
    { key: "limits.max_items", value: "whole number, 1 to 10", fallback: "`4`", meaning: "How many." },
    { key: "limits.share", value: "number, 0 to 1", fallback: "`0.5`", meaning: "Of the whole." },
    { key: "from", value: "whole number, 0 to 9", fallback: "depends", meaning: "Where to begin." },
    { key: "words", value: "list of lists of words", fallback: '`[["a","-n","<int>"]]`', meaning: "Commands." },
    { key: "tags", value: "list of text", fallback: '`["x y","true","1e5","a/b.c"]`', meaning: "Tags." },
    { key: "mode", value: "`fast`, `safe`", fallback: "", meaning: "How." },
  ]);
  const json = fileJsonSchema(schema, "box");
  expect(json).toMatchObject({
    title: "box",
    type: ["object", "null"],
    additionalProperties: false,
    properties: { limits: { properties: { max_items: { type: "integer", maximum: 10, default: 4 } } } },
  });
  expect(JSON.stringify(json)).not.toMatch(/maxItems":(?!\d)|comment|shown|mismatch/);
});
