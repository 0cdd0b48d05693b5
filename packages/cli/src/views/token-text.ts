import { formatInstant } from "@sdetkit/core";
import { pairs } from "../terminal/table.ts";
import { bold, cyan, dim, type Text, yellow } from "../terminal/text.ts";

/** As much of an issued token as is shown. */
interface Issued {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly expires_at: string | null;
  readonly token: string;
}

/** A token that was just made: the only time that its text is shown, unless it went into a file. */
export function tokenText({ id, name, account, expires_at, token }: Issued, file: string | undefined): Text {
  return [
    pairs([
      ["token", [bold(name), dim(`  ${id}`)]],
      ["account", account],
      ["expires", expires_at === null ? "never" : `${formatInstant(expires_at)} UTC`],
    ]),
    "\n",
    file === undefined
      ? ["  ", cyan(token), "\n\n", yellow("It is shown only this once."), " Only its hash is kept.\n"]
      : ["It is in ", cyan(file), ", which only you can read.\n"],
  ];
}
