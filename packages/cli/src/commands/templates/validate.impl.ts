import { readFile, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { type Diagnostic, ExitCode, Fault, parseTemplateRef, renderDiagnostics } from "@sdetkit/core";
import { type Catalogue, decodeUtf8, type Engine, readTemplate, templatesUnder } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { annotate } from "../../github/annotate.ts";
import { bold, dim, green, red, type Text, yellow } from "../../terminal/text.ts";

/** One template that was checked. */
interface Checked {
  readonly file: string;
  readonly id: string | null;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** More than this is no template: it is not even read. */
const MOST_BYTES = 4 * 1024 * 1024;

/** `agent templates validate`: the templates that are named, else all of them. */
export async function templatesValidate(
  names: readonly string[],
  all: boolean,
  invocation: Invocation,
): Promise<Answer> {
  if (all && names.length > 0) {
    const remedy = "name the templates to check, or omit the names to check all";
    throw new Fault("usage", "expected either --all or names of templates, got both", { remedy });
  }
  return await withEngine(invocation, async (engine) => {
    const catalogue = await engine.catalogue();
    const checked =
      names.length === 0
        ? [...fromCatalogue(catalogue, () => true), ...duplicates(catalogue)]
        : (await Promise.all(names.map((name) => checkOne(name, catalogue, engine, invocation)))).flat();
    return answerOf(checked, invocation);
  });
}

function answerOf(checked: readonly Checked[], { console }: Invocation): Answer {
  const diagnostics = checked.flatMap((each) => each.diagnostics);
  annotate(diagnostics, console);
  const ok = checked.every(isValid);
  const sources = new Map(checked.map(({ file, text }) => [file, text]));
  const templates = checked.map((each) => ({
    file: each.file,
    id: each.id,
    ok: isValid(each),
    diagnostics: each.diagnostics,
  }));
  return {
    exit: ok ? ExitCode.done : ExitCode.usage,
    json: { ok, templates },
    text: [renderDiagnostics(diagnostics, sources), checked.map(lineOf), verdict(checked)],
  };
}

function isValid({ diagnostics }: Checked): boolean {
  return diagnostics.every(({ severity }) => severity !== "error");
}

function lineOf(each: Checked): Text {
  const mark = !isValid(each) ? red("✗") : each.diagnostics.length > 0 ? yellow("!") : green("✓");
  return [mark, " ", each.id === null ? each.file : [bold(each.id), "  ", each.file], "\n"];
}

function verdict(checked: readonly Checked[]): Text {
  const broken = checked.filter((each) => !isValid(each)).length;
  if (checked.length < 2) return "";
  const builtin = checked.filter(({ file }) => file.startsWith("builtin:")).length;
  const own = checked.length - builtin;
  const from = builtin > 0 && own > 0 ? dim(`  ${builtin} built in, ${own} from the workspace`) : "";
  if (broken === 0) return ["\n", green(`All ${checked.length} are valid.`), from, "\n"];
  return ["\n", red(`${broken} of ${checked.length} ${broken === 1 ? "is" : "are"} not valid.`), from, "\n"];
}

function fromCatalogue(
  { templates, broken }: Pick<Catalogue, "templates" | "broken">,
  wanted: (id: string | null, file: string, text: string) => boolean,
): Checked[] {
  // What is wrong with a valid template is at most a warning; parsing again brings those back.
  const valid = templates.map(
    (each): Checked => ({
      file: each.source.file,
      id: each.id,
      text: each.source.text,
      diagnostics: readTemplate(each.source).diagnostics,
    }),
  );
  const invalid = broken.map(
    ({ source, diagnostics }): Checked => ({ file: source.file, id: null, text: source.text, diagnostics }),
  );
  return [...valid, ...invalid].filter(({ id, file, text }) => wanted(id, file, text));
}

/** Files that are never run, since another one of the same origin has their id. */
function duplicates({ templates, hidden }: Catalogue): Checked[] {
  return hidden.flatMap(({ id, source: { file, origin, text } }): Checked[] => {
    const first = templates.find((each) => each.id === id && each.source.origin === origin);
    if (first === undefined) return [];
    const lines = text.split("\n");
    const line = Math.max(
      0,
      lines.findIndex((each) => /\bid:/.test(each)),
    );
    const found: Diagnostic = {
      code: "duplicate-id",
      severity: "error",
      file,
      place: { line: line + 1, column: 1, length: Math.max(1, lines[line]?.length ?? 1) },
      message: `expected a unique id, got \`${id}\`, which ${first.source.file} already has`,
      hint: "give one of them another id: this file is never run",
    };
    return [{ file, id, text, diagnostics: [found] }];
  });
}

/** An id of the catalogue, else a file, wherever it lies. */
async function checkOne(
  name: string,
  catalogue: Catalogue,
  engine: Engine,
  { console }: Invocation,
): Promise<Checked[]> {
  const ref = parseTemplateRef(name);
  const known =
    ref?.origin === undefined
      ? fromCatalogue(
          catalogue,
          (id, file, text) =>
            id === name ||
            file.endsWith(`/${name}.yaml`) ||
            file === `builtin:${name}.yaml` ||
            // A file with a mistake in it has no id yet, but mostly says which one it is to have.
            (id === null && idWritten(text) === name),
        )
      : fromCatalogue(
          { templates: templatesUnder(ref, catalogue), broken: catalogue.broken },
          (id, file) => id === ref.id || file === `${name}.yaml`,
        );
  if (known.length > 0) return known;
  const path = resolve(console.cwd, name);
  const inside = relative(engine.layout.root, path);
  const file = inside === "" || inside.startsWith("..") || isAbsolute(inside) ? name : inside;
  const text = await readText(path, name);
  const parsed = readTemplate({ origin: "workspace", file, text });
  return [{ file, id: parsed.ok ? parsed.value.id : null, text, diagnostics: parsed.diagnostics }];
}

function idWritten(text: string): string | undefined {
  return /^[\s{]*(?:metadata:\s*\{\s*)?id:\s*["']?([\w-]+)/m.exec(text)?.[1];
}

async function readText(path: string, name: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  const problem =
    found === null
      ? "there is no such file and no template with this id"
      : !found.isFile()
        ? "it is not a file"
        : found.size > MOST_BYTES
          ? `it has ${found.size} bytes, more than any template`
          : null;
  if (problem === null) return decodeUtf8(await readFile(path));
  const remedy =
    "check the path; `sdetkit agent templates validate` without a name also looks at files whose id cannot be read";
  throw new Fault("unknown-template", `expected ${name} to be a template: ${problem}`, { remedy });
}
