/** What a diagnostic code stands for. */
export interface DiagnosticExplanation {
  /** A few words, for headings. */
  readonly title: string;
  /** Why this is refused and how to put it right, for the reference. */
  readonly explanation: string;
}

const entry = (title: string, explanation: string): DiagnosticExplanation => ({ title, explanation });

/** Every diagnostic code there is. The reference page of diagnostics is generated from this. */
export const DIAGNOSTICS = {
  "file-too-large": entry(
    "The file is too large",
    "Templates and configuration are read whole and by people. A file over the limit is refused before it is parsed. Split the template, or move data into files that an action reads.",
  ),
  "empty-file": entry("The file is empty", "A template needs at least `metadata` and `workflow`."),
  "control-character": entry(
    "An invisible or control character",
    'NUL, other control characters and characters that change the reading direction make a file look different from what it does. Remove it, or write it as an escape in double quotes, such as "\\u202E".',
  ),
  "invalid-unicode": entry(
    "No UTF-8, or half of a character",
    'Files are text in UTF-8. A byte that is part of no character there (a file in Latin-1, Windows-1252 or UTF-16) would be replaced and then recorded as something that nobody wrote: save the file as UTF-8. A lone surrogate such as "\\uD800" is no character either and cannot be written as UTF-8.',
  ),
  "too-deep": entry(
    "Nested too deeply",
    "Lists and maps in each other beyond the limit are refused before they are parsed. Flatten the structure.",
  ),
  "yaml-syntax": entry(
    "Not valid YAML",
    "The file breaks a rule of YAML 1.2 at this place: mostly indentation, a missing quote, or a missing space after a colon.",
  ),
  "yaml-directive": entry(
    "A YAML directive",
    "Lines such as `%YAML 1.1` change what words mean (`yes` would become true). The language is YAML 1.2 without directives.",
  ),
  "yaml-tag": entry(
    "A YAML tag",
    "Tags such as `!!binary` or `!custom` are not part of the language. Write the value itself.",
  ),
  "yaml-alias": entry(
    "A YAML anchor or alias",
    "Anchors (`&name`) and aliases (`*name`) hide what a line says and can make a small file explode. Repeat the value, or use an input. A text that starts with `&` or `*` needs quotes.",
  ),
  "multiple-documents": entry(
    "More than one document",
    "One file holds one template or one configuration: there is no second `---`.",
  ),
  "duplicate-key": entry("A key that is there twice", "Of two equal keys one would silently be lost. Keep one."),
  "key-not-text": entry(
    "A key that is not a text",
    "Keys are names. Put quotes around a key that looks like a number, true, false or null.",
  ),
  "forbidden-name": entry(
    "A name that is not allowed",
    "Names such as `constructor`, `toString` or `__proto__` mean something to the language this runs in and would be lost or misread.",
  ),
  "number-out-of-range": entry(
    "A number that cannot be kept exactly",
    "Infinite numbers, NaN, whole numbers beyond ±9007199254740991 and fractions too small to be told from 0 would become another number. Put quotes around it to keep it as text. An input of type number takes no such number; one of type string keeps any digits.",
  ),
  "unknown-key": entry(
    "A key that is not known here",
    "A misspelt key would silently do nothing, so every key has to be known.",
  ),
  "missing-key": entry("A key that is missing", "This key is required here."),
  "wrong-type": entry(
    "A value of the wrong type",
    'The value is, say, a number where a text is expected. Quotes turn a value into text: `version: "1.10"`. A number, true or false that can become text and would then not be what is written (`3.10` would be 3.1, `01234` 1234, `1e5` 100000, `True` true) is refused as well: put quotes around it, or write it in the plain form.',
  ),
  "invalid-value": entry(
    "A value that is not allowed",
    "The value has the right type and breaks a rule: too long, out of bounds, or none of the allowed words.",
  ),
  "too-many": entry("Too many entries", "A list or map has more entries than the limit."),
  "invalid-id": entry(
    "Not a usable id",
    "Ids name records, outputs and files. A template id is lower-case words joined by hyphens; a step id, input or output starts with a letter or `_` and goes on with letters, digits, `_` or `-`.",
  ),
  "duplicate-id": entry(
    "An id or name that is there twice",
    "Ids and names are compared without regard to letter case, as expressions do.",
  ),
  "invalid-version": entry(
    "Not a semantic version",
    "Versions follow semver.org: MAJOR.MINOR.PATCH, for example 1.4.0.",
  ),
  "invalid-path": entry(
    "Not a usable path",
    "Roots that may be written to are relative to the workspace, without `..`, backslashes or NUL.",
  ),
  "invalid-argv-pattern": entry(
    "Not a usable command pattern",
    "A command pattern is a list of words: exact text, one of the placeholders <word> <int> <path> <ref> <sha>, and as the last one only `...` for a free tail. The first word is the program and is exact.",
  ),
  "invalid-pattern": entry(
    "Not a usable regular expression",
    "Patterns are matched in linear time, so that no input can hang a run: no look-around, no back-references. A pattern always has to match the whole value.",
  ),
  "default-mismatch": entry(
    "A default that its own input refuses",
    "The default has to have the declared type and satisfy `pattern` and `enum`.",
  ),
  "required-default": entry(
    "Required, and has a default",
    "An input with a default never has to be given, so `required: true` does nothing.",
  ),
  "unknown-action": entry(
    "An action that does not exist",
    "`action` names one of the actions that `agent templates show` and the reference list.",
  ),
  "unknown-param": entry(
    "A parameter that the action does not have",
    "A misspelt parameter would silently do nothing.",
  ),
  "missing-param": entry(
    "A parameter that the action needs",
    "The action cannot run without this parameter in `with`.",
  ),
  "invalid-param": entry(
    "A parameter that the action refuses",
    "The value in `with` does not fit the action's parameter.",
  ),
  "permission-missing": entry(
    "A permission that the template does not declare",
    "What a template needs stands at its top, in `permissions`, where a reviewer looks. Writing into the run's own output folder needs none.",
  ),
  "unknown-need": entry("A `needs` that names no step", "`needs` lists ids of other steps of the same workflow."),
  "need-self": entry("A step that waits for itself", "Such a step could never start."),
  "need-cycle": entry(
    "Steps that wait for each other",
    "The steps named form a circle: none of them could ever start.",
  ),
  "expression-syntax": entry(
    "An expression that cannot be read",
    "The text between `${{` and `}}` follows the expression language of GitHub Actions: texts in single quotes, contexts, operators, functions.",
  ),
  "expression-not-allowed": entry(
    "An expression where none is possible",
    "This value has to be constant: it is read before anything is run.",
  ),
  "expression-in-constant": entry(
    "An expression in an executable position",
    "Text that is executed is never put together from values: that is how injection happens. Pass the value as a word of `argv` or as an environment variable.",
  ),
  "unknown-function": entry(
    "A function that does not exist",
    "There are contains, startsWith, endsWith, format, join, toJSON, fromJSON and case; in `if` also always, success, failure and cancelled.",
  ),
  "unknown-reference": entry(
    "A reference to something that is not there",
    "Contexts are inputs.<name>, steps.<id>.outputs.<name>, steps.<id>.status, run.id, run.output_dir, template.id, template.version, workspace and env.<NAME>.",
  ),
  "step-not-upstream": entry(
    "A reference to a step that may not be over yet",
    "A step can use only what steps before it gave: those in its `needs`, and theirs. Otherwise the value would depend on chance.",
  ),
  "unknown-input": entry("An input that the template does not have", "Only declared inputs can be given."),
  "missing-input": entry(
    "An input that has to be given",
    "The template declares this input as required, without a default.",
  ),
  "input-mismatch": entry(
    "An input value that does not fit",
    "The value given does not have the declared type, or breaks its `pattern` or `enum`.",
  ),
  "too-many-errors": entry(
    "More errors than are shown",
    "Only the first ones are listed. Correct those and check again.",
  ),
} as const satisfies { readonly [code: string]: DiagnosticExplanation };

/** A code of the catalogue. */
export type DiagnosticCode = keyof typeof DIAGNOSTICS;
