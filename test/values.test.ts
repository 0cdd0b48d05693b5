import { expect, test } from "vitest";
import { call, json } from "./harness/cli.ts";
import { configure, put, repository, template } from "./harness/workspace.ts";

const BEYOND = ["9007199254740993", "-9007199254740993", "18446744073709551615", "1e400"];
const COPY = [
  { id: "w", action: "fs.write", with: { path: "${{ run.output_dir }}/a.txt", content: "${{ inputs.v }}" } },
  { id: "r", action: "fs.read", with: { path: "${{ run.output_dir }}/a.txt" }, needs: ["w"] },
];
const READ = { outputs: { v: "${{ steps.r.outputs.content }}" } };

function workspace(): string {
  const root = repository({ "README.md": "" });
  template(root, "text", COPY, { inputs: { v: { type: "string" } }, ...READ });
  template(root, "number", COPY, { inputs: { v: { type: "number" } }, ...READ });
  const [write, read] = COPY;
  const parsed = { ...write!, with: { ...write!.with, content: "${{ fromJSON(inputs.v).id }}" } };
  template(root, "parsed", [parsed, read!], { inputs: { v: { type: "string" } }, ...READ });
  return root;
}

test("a number keeps its digits or is refused by name, whichever way it comes", async () => {
  const root = workspace();
  const run = async (id: string, words: string[], input = "") =>
    (await json(root, ["agent", "templates", "run", id, ...words], { input })).answer;
  for (const id of BEYOND) {
    expect((await run("text", ["--set", `v=${id}`])).outputs).toEqual({ v: id });
    expect((await run("parsed", ["--set", `v={"id": ${id}}`])).outputs).toEqual({ v: id });
    for (const refused of [
      await run("number", ["--set", `v=${id}`]),
      await run("number", ["--input-file", "-"], `v: ${id}`),
      await run("text", ["--input-file", "-"], `{"v": ${id}}`),
      (await json(root, ["agent", "run", `action fs.write {"path": "x", "content": ${id}}`])).answer,
    ])
      expect(JSON.stringify(refused)).toContain(id);
  }
  expect((await run("number", ["--set", "v=9007199254740991"])).outputs).toEqual({ v: "9007199254740991" });
  expect((await run("text", ["--set", "v=3.10"])).outputs).toEqual({ v: "3.10" });
}, 120_000);

const LATIN = Buffer.from("# caf\xe9\n", "latin1");
const DOUBLE = Buffer.from("\ufeff# UTF-16\n", "utf16le");

test("no file is read that is not UTF-8: each is refused with the place", async () => {
  const root = workspace();
  const told = async (argv: string[], place: string, byte = "0xE9") => {
    const { exit, out, err } = await call(root, argv);
    expect([argv, exit]).toEqual([argv, 2]);
    expect(out + err).toContain(`expected text in UTF-8, got the byte ${byte}`);
    expect(out + err).toContain(place);
  };
  const validate = ["agent", "templates", "validate"];
  put(root, "templates/automations/latin.yaml", Buffer.concat([Buffer.from("metadata:\n"), LATIN]));
  await told([...validate, "--all"], "latin.yaml:2:6");
  await told([...validate, "templates/automations/latin.yaml"], "latin.yaml:2:6");
  put(root, "templates/automations/latin.yaml", DOUBLE);
  await told([...validate, "templates/automations/latin.yaml"], "latin.yaml:1:1", "0xFF");
  put(root, "inputs.yaml", Buffer.concat([Buffer.from("v: 1 "), LATIN]));
  await told(["agent", "templates", "run", "text", "--input-file", "inputs.yaml"], "inputs.yaml:1:11");
  put(root, "config.yaml", LATIN);
  await told(["agent", "templates", "list", "--config", "config.yaml"], "config.yaml:1:6");
  put(root, ".sdetkit/config.yaml", LATIN);
  await told(["agent", "templates", "list"], "config.yaml:1:6");
}, 120_000);

test("a byte order mark is no character of a file", async () => {
  const root = workspace();
  configure(root, {});
  put(root, "inputs.yaml", "\ufeffv: é");
  const { answer } = await json(root, ["agent", "templates", "run", "text", "--input-file", "inputs.yaml"]);
  expect(answer.outputs).toEqual({ v: "é" });
}, 60_000);
