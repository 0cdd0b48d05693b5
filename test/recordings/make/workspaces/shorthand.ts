import type { Step } from "../../../harness/workspace.ts";
import type { Asked } from "../recorder.ts";

/** A task that is to be run, what it is there for, and how it is to end. `words`: more words of the command line. */
export const run = (
  task: string,
  about: string,
  status = "succeeded",
  more: Partial<Asked> & { words?: string[] } = {},
): Asked => {
  const { words = [], ...rest } = more;
  return { argv: ["run", task, ...words], about, status, ...rest };
};

/** The task of a single action. */
export const action = (name: string, params: object) => `action ${name} ${JSON.stringify(params)}`;

/** A person says yes to everything. */
export const approved = { words: ["--approve"] };

/** A step of a template, as an author writes it. */
export const step = (id: string, name: string, params: object, more: object = {}): Step => {
  return { id, action: name, with: params, ...more };
};

/** A command whose output the record holds. */
export const command = (id: string, argv: readonly string[], more: object = {}, params: object = {}): Step =>
  step(id, "shell.run", { argv, deterministic: true, ...params }, more);

/** Writes a text, or anything else as JSON, to a file that is named after the step. */
export const write = (id: string, content: unknown, more: object = {}): Step =>
  step(
    id,
    "fs.write",
    { path: `output:/${id}.txt`, ...(typeof content === "string" ? { content } : { content, encoding: "json" }) },
    more,
  );
