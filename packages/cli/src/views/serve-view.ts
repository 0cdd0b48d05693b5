import { formatCountOf } from "@sdetkit/core";
import type { Ended, RunningServer } from "@sdetkit/server/client";
import { pairs } from "../terminal/table.ts";
import { bold, cyan, dim, green, type Text, yellow } from "../terminal/text.ts";
import { doneLine } from "./done-line.ts";

/** What a person sees when a server is up: where it is, what it works with, and, once, how to begin. */
export function serveView(
  { url, adminToken, about }: Pick<RunningServer, "url" | "adminToken" | "about">,
  { kept, passwordInSight }: { readonly kept: string | undefined; readonly passwordInSight: boolean },
): Text {
  return [
    [green("✓"), " ", bold("sdetkit serves"), "  ", cyan(url), "\n\n"],
    pairs(about.map(({ name, value }) => [name, value])),
    passwordInSight
      ? [yellow("\n  warning"), ": every user of this machine can read the password in --database-url; ", DATABASE_HINT]
      : "",
    adminToken === null ? "" : firstSteps(url, adminToken, kept),
    ["\n", dim("Ctrl+C shuts it down gracefully; a second Ctrl+C, at once."), "\n"],
  ];
}

const DATABASE_HINT = "write it into server.yaml, or set SDETKIT_DATABASE_URL\n";

function firstSteps(url: string, token: string, kept: string | undefined): Text {
  // Where the CLI looks when nothing is said.
  const elsewhere = url !== "http://127.0.0.1:8787";
  return [
    ["\n", bold("The platform administrator's token"), kept === undefined ? yellow("  shown this once") : "", "\n"],
    ["  ", cyan(kept ?? token), "\n"],
    ["\n", bold("Next, in another terminal"), "\n"],
    ["  ", cyan(kept === undefined ? "export SDETKIT_TOKEN=…" : `export SDETKIT_TOKEN_FILE="${kept}"`), "\n"],
    elsewhere ? ["  ", cyan(`export SDETKIT_SERVER=${url}`), "\n"] : "",
    ["  ", cyan("sdetkit agent tenants create NAME"), "\n"],
  ];
}

/** The last line of a server that came down. */
export function stoppedLine({ handedOver }: Ended): Text {
  return doneLine("stopped", handedOver === 0 ? "" : `, ${formatCountOf(handedOver, "run")} handed over`);
}
