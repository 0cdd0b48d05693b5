import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ExitCode, Fault, Findings, type Json, readYaml, treeToJson } from "@sdetkit/core";
import { decodeUtf8 } from "@sdetkit/runtime";
import type { Invocation } from "../command.ts";
import type { InputOptions } from "../commands/run-options.ts";

/** The inputs of a run: first the file's, then each `--set`, which beats it. */
export async function readInputs(options: InputOptions, invocation: Invocation): Promise<{ [name: string]: Json }> {
  const fromFile = options.inputFile === undefined ? {} : await readInputFile(options.inputFile, invocation);
  return { ...fromFile, ...parseSet(options.set ?? []) };
}

/** `name=value` words as inputs; values stay text, the template's declared types convert them. */
function parseSet(words: readonly string[]): { [name: string]: string } {
  const inputs = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf("=");
    if (at < 1) {
      throw usage(
        `expected --set name=value, got --set ${JSON.stringify(word)}`,
        "write the input's name, =, and its value",
      );
    }
    const name = word.slice(0, at);
    if (inputs.has(name)) throw usage(`expected each input once, got --set ${name}=… twice`, "keep one of them");
    inputs.set(name, word.slice(at + 1));
  }
  return Object.fromEntries(inputs);
}

async function readInputFile(name: string, { console }: Invocation): Promise<{ [name: string]: Json }> {
  const text = name === "-" ? await console.stdin.text() : await readText(resolve(console.cwd, name), name);
  // JSON is YAML, so one reader with one set of limits serves both.
  const findings = new Findings(name === "-" ? "<standard input>" : name);
  const { tree } = readYaml(text, findings);
  if (findings.hasErrors || tree === null) {
    const message = `the input file ${findings.file} is not valid`;
    throw new Fault("invalid-input-file", message, { exit: ExitCode.usage, diagnostics: findings.list() });
  }
  const value = treeToJson(tree);
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw usage(
      `expected ${findings.file} to hold names and values, got ${kindOf(value)}`,
      "write one `name: value` a line",
    );
  }
  return value as { [name: string]: Json };
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return decodeUtf8(await readFile(path));
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === "ENOENT" ? "there is none" : "it cannot be read";
    const options = { exit: ExitCode.usage, remedy: "check the path; it counts from where you stand", cause };
    throw new Fault("input-file-missing", `expected the input file ${name}, but ${why}`, options);
  }
}

function kindOf(value: Json): string {
  return value === null ? "nothing" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function usage(message: string, remedy: string): Fault {
  return new Fault("usage", message, { exit: ExitCode.usage, remedy });
}
