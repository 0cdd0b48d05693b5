/**
 * A text in which GitHub's runner finds no workflow command, and neither do runners that imitate it: it looks for `##[` anywhere in a
 * line, and for `::` after the blanks that a line begins with. One character of each is written as an escape, as `harmless` does.
 */
export function escapeWorkflowCommands(text: string): string {
  return text.replaceAll("##[", "#\\x23[").replace(/^(\s*):(?=:)/gm, "$1\\x3a");
}

/** The same for JSON, which stays the same value: `#` is only in its texts, and there `\u0023` stands for it. */
export function escapeWorkflowCommandsInJson(json: string): string {
  return json.replaceAll("##[", "#\\u0023[");
}
