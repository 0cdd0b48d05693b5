import { formatCount } from "@sdetkit/core";
import type { Invocation } from "../command/command.ts";
import { wantsColor } from "../terminal/console.ts";
import { render } from "../terminal/render.ts";
import { dim } from "../terminal/text.ts";
import { isWatched } from "./display-for.ts";

const ERASE = "\r\x1b[K";

/** How far something long has come, on one line of standard error that is gone afterwards. */
export interface Counter {
  show(progress: { readonly done: number; readonly total: number }): void;
  end(): void;
}

/** A counter for a person who watches; silent otherwise. `what` is a word such as `verified`. */
export function counterFor(what: string, invocation: Pick<Invocation, "console" | "quiet">): Counter {
  if (!isWatched(invocation)) return { show: () => {}, end: () => {} };
  const { console } = invocation;
  let shown = "";
  return {
    show({ done, total }) {
      const text = `${what} ${formatCount(done)} of ${formatCount(total)}`;
      if (text === shown) return;
      shown = text;
      console.stderr.write(ERASE + render(dim(text), wantsColor(console, console.stderr)));
    },
    end() {
      if (shown !== "") console.stderr.write(ERASE);
    },
  };
}
