import { dim, type Text, yellow } from "../terminal/text.ts";

/** So many are named; of the rest there is the number. */
const SHOWN = 5;

/** Says which files got another name, and because of which tool. */
export function inertText(
  inert: readonly { readonly was: string; readonly is: string; readonly tool: string }[],
): Text {
  const more = inert.length - SHOWN;
  return [
    inert
      .slice(0, SHOWN)
      .map(
        ({ was, is, tool }): Text => [
          yellow("! "),
          was,
          " is called ",
          is,
          dim(`  ${tool} would act on it automatically`),
          "\n",
        ],
      ),
    more > 0 ? dim(`  and ${more} more\n`) : "",
  ];
}
