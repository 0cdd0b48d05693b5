import type { Command, OptionValues } from "@commander-js/extra-typings";
import { repeated } from "../../options/repeated.ts";

/** Which rules are asked, and about which files: of every command that audits. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withScope<Args extends any[], Options extends OptionValues>(command: Command<Args, Options>) {
  return command
    .option("--profile <name>", "default, or strict: more rules, and warnings are errors", "default")
    .option("--rules <list>", "only these rules: ids, families, or security, separated by commas")
    .option("--exclude <pattern>", "leave paths out, in the syntax of .gitignore; repeatable", repeated)
    .option("--no-cache", "ask every rule about every file, also where its answer is known");
}
