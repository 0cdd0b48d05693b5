import { cyan, dim, green, red, type Text, yellow } from "./text.ts";

/** The one symbol for each status of a run or a step. */
export function markOf(status: string): Text {
  switch (status) {
    case "succeeded":
      return green("✓");
    case "failed":
    case "timed-out":
    case "stopped":
      return red("✗");
    case "not-passed":
      return yellow("!");
    case "denied":
      return yellow("⊘");
    case "cancelled":
      return yellow("◌");
    case "skipped":
      return dim("–");
    default:
      return cyan("•");
  }
}

/** The status as a word in its colour. */
export function statusText(status: string): Text {
  const word = status.replace("-", " ");
  switch (status) {
    case "succeeded":
      return green(word);
    case "failed":
    case "timed-out":
    case "stopped":
      return red(word);
    case "skipped":
      return dim(word);
    default:
      return yellow(word);
  }
}
