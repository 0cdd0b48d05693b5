import type { Command, OptionValues } from "@commander-js/extra-typings";
import type { ExitCode } from "@sdetkit/core";
import type { Console } from "../terminal/console.ts";
import type { Text } from "../terminal/text.ts";

/** What belongs to this installation of the program. */
export interface Installation {
  readonly version: string;
  /** Absolute path of the folder with the built-in templates. */
  readonly templates: string;
}

/** What every command gets besides its own arguments and options. Flags beat `SDETKIT_*` variables beat defaults. */
export interface Invocation {
  readonly console: Console;
  readonly installation: Installation;
  /** Absolute: where the command was told to work with `-C`, else where it was started. */
  readonly cwd: string;
  /** Whether the folder was named with `-C`: it then is what is meant, and not the server of `SDETKIT_SERVER`. */
  readonly folderNamed: boolean;
  /** As given with `--config`, made absolute. */
  readonly config: string | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** The parser itself and what it was built from, for those who complete or describe command lines. */
  readonly program: Command;
  readonly registry: readonly CommandDefinition[];
}

/** What a command comes to: one object for programs, one text for people, one exit code for both. */
export interface Answer {
  readonly exit: ExitCode;
  readonly json: object;
  readonly text: Text;
  /** What the command was called for, which alone is printed with `--quiet` when all went well: nothing unless said. */
  readonly result?: Text;
  /** Printed instead of `text`, byte by byte as it is: for files and for other programs. */
  readonly raw?: Iterable<string>;
}

/** The text of a command that was called for its output: with `--quiet` it is what is left, all of it. */
export function asked(text: Text): Pick<Answer, "text" | "result"> {
  return { text, result: text };
}

/** What a shell offers for an argument or the value of an option: these words, or what the workspace has. */
export type Completes =
  | readonly string[]
  | "templates"
  | "templates-or-files"
  | "runs"
  | "cut-off-runs"
  | "files"
  | "folders";

/** What is known of a command before it is called; its body is loaded only when it is. */
export interface CommandDefinition {
  /** The words that call it: `agent templates list`. */
  readonly path: string;
  /** The heading it is under in the help of its group. */
  readonly group: string;
  readonly summary: string;
  /** Called by programs, not by people: help does not list it. */
  readonly hidden?: true;
  /** What shells offer, by the name of the argument, or of the option without its dashes; for others, nothing. */
  readonly completes?: { readonly [name: string]: Completes };
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  configure(command: Command): Command<never[], never>;
  run(args: readonly never[], options: never, invocation: Invocation): Promise<Answer>;
}

/**
 * Describes a command. The types of `run` follow from what `configure` declares.
 * Add a command: `commands/NOUN/VERB.ts`, what it does in `VERB.impl.ts` beside it, one line in the registry.
 */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function defineCommand<Args extends any[], Options extends OptionValues>(
  definition: Omit<CommandDefinition, "configure" | "run"> & {
    configure(command: Command): Command<Args, Options>;
    run(args: Args, options: Options, invocation: Invocation): Promise<Answer>;
  },
): CommandDefinition {
  return definition as unknown as CommandDefinition;
}
