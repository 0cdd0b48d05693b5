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
    "Templates and configuration files are loaded whole and reviewed by people. A file over the limit is refused before it is parsed. Split the template, or move data into files that an action reads.",
  ),
  "empty-file": entry("The file is empty", "A template needs at least `metadata` and `workflow`."),
  "control-character": entry(
    "An invisible or control character",
    'NUL, other control characters, and characters that change the reading direction make a file look different from what it does. Remove it, or write it as an escape in double quotes, such as "\\u202E".',
  ),
  "invalid-unicode": entry(
    "Invalid UTF-8, or half of a character",
    'Files are UTF-8 text. A byte sequence that is not valid UTF-8 (in a Latin-1, Windows-1252 or UTF-16 file, for example) would be replaced, and the record would hold text that nobody wrote: save the file as UTF-8. A lone surrogate such as "\\uD800" is not a character either and cannot be encoded in UTF-8.',
  ),
  "too-deep": entry(
    "Nested too deeply",
    "Lists and maps that are nested beyond the limit are refused before they are parsed. Flatten the structure.",
  ),
  "yaml-syntax": entry(
    "Not valid YAML",
    "The file breaks a rule of YAML 1.2 here. Usual causes: indentation, a missing quote, or a missing space after a colon.",
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
    "A file holds exactly one template or one configuration. Remove the second `---`.",
  ),
  "duplicate-key": entry("A duplicate key", "One of two identical keys would be lost silently. Keep one."),
  "key-not-text": entry(
    "A key that is not text",
    "Keys are names. Put quotes around a key that looks like a number, true, false or null.",
  ),
  "forbidden-name": entry(
    "A name that is not allowed",
    "Names such as `constructor`, `toString` or `__proto__` have a special meaning in JavaScript and would be lost or misread.",
  ),
  "number-out-of-range": entry(
    "A number that cannot be stored exactly",
    "Infinite numbers, NaN, whole numbers beyond ±9007199254740991, and fractions too small to distinguish from 0 would turn into a different number. Put quotes around the number to keep it as text. An input of type number does not accept such a number; an input of type string keeps every digit.",
  ),
  "unknown-key": entry(
    "An unknown key",
    "A misspelled key would silently have no effect, so unknown keys are refused.",
  ),
  "missing-key": entry("A missing key", "This key is required here."),
  "wrong-type": entry(
    "A value of the wrong type",
    'The value is, for example, a number where text is expected. Quotes turn a value into text: `version: "1.10"`. A number or boolean that would change when it is converted to text (`3.10` to 3.1, `01234` to 1234, `1e5` to 100000, `True` to true) is refused as well: put quotes around it, or write it in its plain form.',
  ),
  "invalid-value": entry(
    "A value that is not allowed",
    "The value has the right type but breaks a rule: it is too long, out of range, or not one of the allowed words.",
  ),
  "too-many": entry("Too many entries", "A list or map has more entries than the limit."),
  "invalid-id": entry(
    "An invalid id",
    "Ids name records, outputs and files. A template id is lower-case words joined by hyphens; a step id, input, or output starts with a letter or `_`, followed by letters, digits, `_`, or `-`.",
  ),
  "duplicate-id": entry("A duplicate id or name", "Ids and names are case-insensitive, as in expressions."),
  "invalid-version": entry(
    "Not a semantic version",
    "Versions follow semver.org: MAJOR.MINOR.PATCH, for example 1.4.0.",
  ),
  "invalid-path": entry(
    "An invalid path",
    "Write roots are relative to the workspace and contain no `..`, backslash, or NUL.",
  ),
  "invalid-argv-pattern": entry(
    "An invalid command pattern",
    "A command pattern is a list of words: exact text, one of the placeholders <word> <int> <path> <ref> <sha>, and, as the last word only, `...` for any further words. The first word is the program and must be exact.",
  ),
  "invalid-pattern": entry(
    "An invalid regular expression",
    "Patterns are matched in linear time, so that no input can hang a run: no look-around, no back-references. A pattern must match the whole value.",
  ),
  "default-mismatch": entry(
    "A default that does not fit its input",
    "The default must have the declared type and match `pattern` and `enum`.",
  ),
  "required-default": entry(
    "A required input with a default",
    "An input with a default never has to be set, so `required: true` has no effect.",
  ),
  "unknown-action": entry(
    "An action that does not exist",
    "`action` must name one of the actions that the reference lists.",
  ),
  "unknown-param": entry("An unknown parameter", "A misspelled parameter would silently have no effect."),
  "missing-param": entry("A missing parameter", "The action cannot run without this parameter in `with`."),
  "invalid-param": entry("An invalid parameter", "The value in `with` does not match the action's parameter."),
  "permission-missing": entry(
    "An undeclared permission",
    "A template declares what it needs in `permissions` at its top, where a reviewer looks for it. Writing into the run's own output folder needs no permission.",
  ),
  "unknown-need": entry("A `needs` entry that is not a step", "`needs` lists ids of other steps of the same workflow."),
  "need-self": entry("A step that waits for itself", "Such a step could never start."),
  "need-cycle": entry(
    "Steps that wait for each other",
    "The listed steps depend on each other in a cycle: none of them could ever start.",
  ),
  "expression-syntax": entry(
    "An expression with a syntax error",
    "The text between `${{` and `}}` follows the expression language of GitHub Actions: strings in single quotes, contexts, operators, functions.",
  ),
  "expression-not-allowed": entry(
    "An expression where none is allowed",
    "This value must be constant: it is read before anything runs.",
  ),
  "expression-in-constant": entry(
    "An expression in an executable position",
    "Text that is executed is never assembled from values, to rule out injection. Pass the value as a word of `argv` or as an environment variable.",
  ),
  "unknown-function": entry(
    "A function that does not exist",
    "The functions are contains, startsWith, endsWith, format, join, toJSON, fromJSON, and case; in `if` also always, success, failure, and cancelled.",
  ),
  "unknown-reference": entry(
    "A reference to something that does not exist",
    "Contexts are inputs.<name>, steps.<id>.outputs.<name>, steps.<id>.status, run.id, run.output_dir, template.id, template.version, workspace and env.<NAME>.",
  ),
  "step-not-upstream": entry(
    "A reference to a step that may not have finished",
    "A step can use only the results of steps that finish before it starts: those in its `needs`, and in theirs. Otherwise the value would depend on timing.",
  ),
  "unknown-input": entry("An unknown input", "Only declared inputs can be set."),
  "missing-input": entry("A missing input", "The template requires this input and declares no default."),
  "input-mismatch": entry(
    "An input value that does not fit",
    "The value does not have the declared type, or does not match `pattern` or `enum`.",
  ),
  "too-many-errors": entry(
    "More errors than are shown",
    "Only the first errors are listed. Correct those and check again.",
  ),
} as const satisfies { readonly [code: string]: DiagnosticExplanation };

/** A code of the catalogue. */
export type DiagnosticCode = keyof typeof DIAGNOSTICS;
