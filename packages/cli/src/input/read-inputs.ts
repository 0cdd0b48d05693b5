import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ExitCode, Fault, Findings, type Json, type Place, readYaml, treeToJson } from "@sdetkit/core";
import { decodeUtf8 } from "@sdetkit/runtime";
import type { Invocation } from "../command/command.ts";
import type { InputOptions } from "../options/run-options.ts";
import { type GivenInputs, NOTHING_GIVEN } from "./given-inputs.ts";

/** What `--set` words are called where one of them is shown. */
const SET = "<--set>";

/** The inputs of a run: first the file's, then each `--set`, which beats it. */
export async function readInputs(options: InputOptions, invocation: Invocation): Promise<GivenInputs> {
  const fromFile = options.inputFile === undefined ? NOTHING_GIVEN : await readInputFile(options.inputFile, invocation);
  const set = parseSet(options.set ?? []);
  return {
    values: { ...fromFile.values, ...set.values },
    places: new Map([...fromFile.places, ...set.places]),
    sources: new Map([...fromFile.sources, ...set.sources]),
  };
}

/** `name=value` words as inputs; values stay text, the template's declared types convert them. Each word is a line of what is shown. */
function parseSet(words: readonly string[]): GivenInputs {
  const inputs = new Map<string, string>();
  const places = new Map<string, { file: string; place: Place }>();
  for (const [index, word] of words.entries()) {
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
    places.set(name, { file: SET, place: { line: index + 1, column: 1, length: word.length } });
  }
  const lines = words.map((word) => word.replace(/[\r\n]/g, " "));
  return { values: Object.fromEntries(inputs), places, sources: new Map([[SET, lines.join("\n")]]) };
}

async function readInputFile(name: string, { console }: Invocation): Promise<GivenInputs> {
  const text = name === "-" ? await console.stdin.text() : await readText(resolve(console.cwd, name), name);
  // JSON is YAML, so one reader with one set of limits serves both.
  const file = name === "-" ? "<standard input>" : name;
  const findings = new Findings(file);
  const { tree } = readYaml(text, findings);
  if (findings.hasErrors || tree === null) {
    const message = `the input file ${file} is not valid`;
    throw new Fault("invalid-input-file", message, { diagnostics: findings.list() });
  }
  if (tree.kind !== "map") {
    throw usage(
      `expected ${file} to hold names and values, got ${kindOf(treeToJson(tree))}`,
      "write one `name: value` a line",
    );
  }
  return {
    values: treeToJson(tree) as { [name: string]: Json },
    places: new Map(tree.entries.map(({ key, keyPlace }) => [key, { file, place: keyPlace }])),
    sources: new Map([[file, text]]),
  };
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return decodeUtf8(await readFile(path));
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === "ENOENT" ? "there is none" : "it cannot be read";
    const options = { exit: ExitCode.usage, remedy: "check the path; it is relative to the current folder", cause };
    throw new Fault("input-file-missing", `expected the input file ${name}, but ${why}`, options);
  }
}

function kindOf(value: Json): string {
  return value === null ? "nothing" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function usage(message: string, remedy: string): Fault {
  return new Fault("usage", message, { remedy });
}
